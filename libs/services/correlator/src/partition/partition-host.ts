import { type PartitionEffects } from '@throughline/correlation';
import { type EventStore } from '@throughline/event-store-port';
import { addOutcomes, advanceOffset, FencedError, inTransaction, readOffsets } from '@throughline/storage';
import { type ClientBase, type Pool } from 'pg';
import { storeDecisions } from '../stores/decision-store.js';
import { storeControls, type LogRecord } from '../stores/log-store.js';
import { markLate, storeSignals, type LoggedSignal } from '../stores/signal-store.js';
import { storeSnapshot } from '../stores/snapshot-store.js';
import { collectEffects, type BatchEffects } from './batch-effects.js';
import {
  applyRecord,
  recover,
  type PartitionFactory,
  type PartitionFold,
  type Recovered,
} from './recovery.js';
import { type SnapshotSchedule } from './snapshot-schedule.js';

export type EventTally = ReadonlyMap<string, readonly unknown[]>;

export interface PartitionHostOptions {
  readonly pool: Pool;
  readonly store: EventStore<ClientBase>;
  readonly factory: PartitionFactory;
  /** Name of the consumer in `consumer_offsets`. */
  readonly consumer: string;
  /** The signals topic, prefix included. */
  readonly topic: string;
  readonly partition: number;
  readonly schedule: SnapshotSchedule;
}

/** What one batch did, for metrics. */
export interface BatchResult {
  readonly stored: number;
  readonly duplicates: number;
  readonly late: number;
  /** The events that were appended, by type. */
  readonly events: EventTally;
}

/**
 * One partition of the log and its fold. It alone mutates the fold, one batch at a time. Invariant: the state it holds is that of the
 * stored offset; when a transaction fails, the state is thrown away and recovered before the next batch.
 */
export class PartitionHost {
  #state: PartitionFold | undefined;
  #nextOffset: bigint | null = null;

  constructor(private readonly options: PartitionHostOptions) {}

  get partition(): number {
    return this.options.partition;
  }

  /** The fold at the stored offset; undefined until recovered and after a failed batch. */
  get state(): PartitionFold | undefined {
    return this.#state;
  }

  /** Brings the state to the stored offset. Returns where consumption goes on; null when nothing was ever stored. */
  async recover(): Promise<bigint | null> {
    const { pool, store, consumer, topic, partition, factory } = this.options;
    return inTransaction(pool, async (client) => {
      const stored = (await readOffsets(client, consumer, topic)).get(partition)?.nextOffset ?? null;
      const recovered = await recover({ client, store, partition, storedOffset: stored ?? 0n, factory });
      if (stored !== null && recovered.fromScratch) await this.#catchUp(client, recovered, stored);
      this.#state = recovered.state;
      this.#nextOffset = stored;
      return stored;
    });
  }

  /** Stores what only this version of the engine tells of the past, and a snapshot, if the partition is still ours. */
  async #catchUp(client: ClientBase, { state, untold }: Recovered, stored: bigint): Promise<void> {
    const { store, consumer, topic, partition, factory } = this.options;
    const place = { consumer, topic, partition, expected: stored };
    if (!(await advanceOffset(client, { ...place, next: stored, recordTime: null })))
      throw new FencedError(consumer, topic, partition, stored);
    await store.appendMany(untold, client);
    await storeSnapshot(client, partition, factory.version, { nextOffset: stored, state: state.save() });
  }

  /** Decides on a batch and stores all its effects with the offset, or nothing. */
  async handle(records: readonly LogRecord[]): Promise<BatchResult> {
    const last = records.at(-1);
    if (last === undefined) return { stored: 0, duplicates: 0, late: 0, events: new Map() };
    if (this.#state === undefined) await this.recover();
    const state = this.#state;
    if (state === undefined) throw new Error('a recovered partition has a state');
    this.#state = undefined;
    const next = last.offset + 1n;
    const result = await inTransaction(this.options.pool, (client) =>
      this.#store(client, state, records, next),
    );
    this.#nextOffset = next;
    this.#state = state;
    return result;
  }

  async #store(
    client: ClientBase,
    state: PartitionFold,
    records: readonly LogRecord[],
    next: bigint,
  ): Promise<BatchResult> {
    await this.#advance(client, records, next);
    const { partition } = this.options;
    const { fresh, duplicates } = await storeSignals(client, partition, signalsOf(records));
    await storeControls(client, partition, records);
    const decided = records.filter(({ offset, entry }) => entry.type !== 'signal' || fresh.has(offset));
    const effects = collectEffects(
      decided.map((record): PartitionEffects => applyRecord(state, partition, record)),
    );
    const events = await this.#storeEffects(client, effects);
    await addOutcomes(client, [
      { outcome: 'stored', partition, count: fresh.size },
      { outcome: 'duplicate', partition, count: duplicates },
      { outcome: 'late', partition, count: effects.late.length },
    ]);
    await this.#snapshotWhenDue(client, state, records.length, next);
    return { stored: fresh.size, duplicates, late: effects.late.length, events };
  }

  async #advance(client: ClientBase, records: readonly LogRecord[], next: bigint): Promise<void> {
    const { consumer, topic, partition } = this.options;
    const recordTime = Math.max(...records.map((record) => record.recordTime));
    const moved = await advanceOffset(client, {
      consumer,
      topic,
      partition,
      expected: this.#nextOffset,
      next,
      recordTime,
    });
    if (!moved) throw new FencedError(consumer, topic, partition, this.#nextOffset);
  }

  async #storeEffects(client: ClientBase, effects: BatchEffects): Promise<EventTally> {
    const stored = await this.options.store.appendMany(effects.appends, client);
    await markLate(client, effects.late);
    await storeDecisions(client, effects.decisions);
    return Map.groupBy(stored, ({ type }) => type);
  }

  async #snapshotWhenDue(
    client: ClientBase,
    state: PartitionFold,
    records: number,
    nextOffset: bigint,
  ): Promise<void> {
    const { schedule, partition, factory } = this.options;
    if (!schedule.due(records)) return;
    await storeSnapshot(client, partition, factory.version, { nextOffset, state: state.save() });
    schedule.taken();
  }
}

const signalsOf = (records: readonly LogRecord[]): LoggedSignal[] =>
  records.flatMap(({ offset, entry }) => (entry.type === 'signal' ? [{ offset, signal: entry.signal }] : []));
