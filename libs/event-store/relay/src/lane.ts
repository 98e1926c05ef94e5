import { type Category, type EventStore, startOfLog, type StoredEvent } from '@throughline/event-store-port';
import type pg from 'pg';
import { movePosition, readPosition } from './positions.js';

/** One event on its way out; the key is its stream, so that a partition keeps the stream's order. */
export interface RelayRecord {
  readonly key: string;
  readonly value: StoredEvent;
}

/**
 * A named output. Resolves when the broker has acknowledged all records, in this order for each key. An error with `retriable: true` is tried
 * again for ever; any other one ends the relay.
 */
export type Publish = (records: readonly RelayRecord[]) => Promise<void>;

/** Another relay has moved the position: this one lost the right to publish and had not noticed. */
export class OvertakenError extends Error {
  override readonly name = 'OvertakenError';
  readonly code = 'overtaken';
  readonly retriable = true;

  constructor(readonly category: Category) {
    super(`Another relay has published ${category} events from the same position.`);
  }
}

/** The right to publish, as a lane sees it. */
export interface Right {
  /** Throws when it is lost, though nobody has been told yet. */
  confirm(): Promise<void>;
  /** Gives up: somebody else was seen to have it. */
  forfeit(): void;
}

export interface LaneOptions {
  readonly category: Category;
  readonly publish: Publish;
  readonly store: EventStore;
  readonly pool: pg.Pool;
  /** Events at most in one call of `publish`. */
  readonly batchSize: number;
}

/** The way of one category from the store to its output. */
export class Lane {
  constructor(private readonly options: LaneOptions) {}

  /**
   * Publishes the next batch and then moves the position: whatever happens in between, the events are published again. Returns whether
   * there may be more.
   */
  async step(right: Right): Promise<boolean> {
    const { category, publish, store, pool, batchSize } = this.options;
    const position = await readPosition(pool, category);
    const events = await store.readAll(position ?? startOfLog, { category, limit: batchSize });
    const last = events.at(-1);
    if (last === undefined) return false;
    await right.confirm();
    await publish(events.map(({ event }) => ({ key: event.streamId, value: event })));
    if (!(await movePosition(pool, category, position, last.position))) {
      right.forfeit();
      throw new OvertakenError(category);
    }
    return events.length === batchSize;
  }
}
