import { type IncidentEvent } from '@throughline/contracts';
import { type IncidentStore, type Projected, projectEvents } from '@throughline/read-models-postgres';
import { advanceOffset, FencedError, inTransaction, readOffsets, withClient } from '@throughline/storage';
import { type ClientBase, type Pool } from 'pg';

/** Name of this consumer in `consumer_offsets`, and its stage. */
export const consumerName = 'projector';

/** One record of the incident events topic. */
export interface EventRecord {
  readonly offset: bigint;
  /** The Kafka record's time, ms. */
  readonly recordTime: number;
  readonly value: Buffer | null;
}

/** Reads the value of a record; fails on what is not of our own making. */
export interface EventCodec {
  decode(value: Buffer | null): IncidentEvent | Promise<IncidentEvent>;
}

export interface IncidentEventsOptions {
  readonly pool: Pool;
  readonly store: IncidentStore;
  readonly codec: EventCodec;
  /** Full name of the topic, prefix included. */
  readonly topic: string;
}

const nothing: Projected = { applied: 0, skipped: 0, reread: 0 };

/**
 * The partitions of the incident events that this process has, and where it stands in each. Invariant: a position is the stored offset,
 * as this process last saw it; a batch moves both in the transaction of its rows, or neither.
 */
export class IncidentEvents {
  private readonly positions = new Map<number, bigint | null>();

  constructor(private readonly options: IncidentEventsOptions) {}

  /** Where consumption of a partition goes on; null when nothing was ever stored. Call it on every assignment. */
  async assigned(partition: number): Promise<bigint | null> {
    const { pool, topic } = this.options;
    const stored = await withClient(pool, (client) => readOffsets(client, consumerName, topic));
    const next = stored.get(partition)?.nextOffset ?? null;
    this.positions.set(partition, next);
    return next;
  }

  /**
   * Projects a batch, in the order of its offsets, and stores the offset behind it. Records before the stored offset are skipped.
   *
   * @throws FencedError when somebody else has moved the offset, StorageError, ProjectionGapError, and what the codec throws.
   */
  async handle(partition: number, records: readonly EventRecord[]): Promise<Projected> {
    const known = this.positions.get(partition);
    const expected = known === undefined ? await this.assigned(partition) : known;
    const fresh = records.filter((record) => expected === null || record.offset >= expected);
    const last = fresh.at(-1);
    if (last === undefined) return nothing;
    const next = last.offset + 1n;
    const events = await this.decode(fresh);
    const recordTime = fresh.reduce((latest, record) => Math.max(latest, record.recordTime), 0);
    const projected = await inTransaction(this.options.pool, async (tx) => {
      await this.advance(tx, partition, expected, next, recordTime);
      return projectEvents(tx, this.options.store, events);
    });
    this.positions.set(partition, next);
    return projected;
  }

  /** One by one: after the first record the codec knows the schema, and answers at once. */
  private async decode(records: readonly EventRecord[]): Promise<readonly IncidentEvent[]> {
    const events: IncidentEvent[] = [];
    for (const { value } of records) events.push(await this.options.codec.decode(value));
    return events;
  }

  private async advance(
    tx: ClientBase,
    partition: number,
    expected: bigint | null,
    next: bigint,
    recordTime: number,
  ): Promise<void> {
    const { topic } = this.options;
    const offset = { consumer: consumerName, topic, partition, expected, next, recordTime };
    if (await advanceOffset(tx, offset)) return;
    this.positions.delete(partition);
    throw new FencedError(consumerName, topic, partition, expected);
  }
}
