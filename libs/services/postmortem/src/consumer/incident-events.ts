import { type IncidentEvent, type PostmortemEvent } from '@throughline/contracts';
import {
  type KafkaRecord,
  keyOf,
  type Positions,
  type RecordBatch,
  type TopicPartition,
} from '@throughline/kafka-transport';
import { advanceOffset, FencedError, inTransaction, readOffsets, withClient } from '@throughline/storage';
import { type ClientBase, type Pool } from 'pg';
import { type Drafts } from '../drafting/drafts.js';
import { newsOf } from '../drafting/news.js';

/** Name of this consumer in `consumer_offsets`, and its stage. */
export const consumerName = 'postmortem';

/** Reads the value of a record; fails on what is not of our own making. */
export interface EventCodec {
  decode(value: Buffer | null): IncidentEvent | Promise<IncidentEvent>;
}

export interface IncidentEventsOptions {
  readonly pool: Pool;
  readonly drafts: Drafts;
  readonly codec: EventCodec;
}

interface Step {
  /** The stored offset, as this process last saw it; null: none. */
  readonly expected: bigint | null;
  readonly next: bigint;
  /** Kafka time of the latest record, ms; null leaves the stored one. */
  readonly recordTime: number | null;
}

/**
 * The partitions of the incident events that this process has, and where it stands in each. Invariant: a position is the stored offset,
 * as this process last saw it; a batch moves both in the transaction of its drafts, or neither.
 */
export class IncidentEvents implements Positions {
  private readonly positions = new Map<string, bigint | null>();

  constructor(private readonly options: IncidentEventsOptions) {}

  /** Where consumption of partitions goes on, by `topic/partition`; one of which nothing was ever stored has none. */
  async assigned(partitions: readonly TopicPartition[]): Promise<ReadonlyMap<string, bigint>> {
    const stored = new Map<string, bigint>();
    for (const topic of new Set(partitions.map((partition) => partition.topic))) {
      const offsets = await withClient(this.options.pool, (client) =>
        readOffsets(client, consumerName, topic),
      );
      for (const [partition, { nextOffset }] of offsets) stored.set(keyOf({ topic, partition }), nextOffset);
    }
    for (const partition of partitions)
      this.positions.set(keyOf(partition), stored.get(keyOf(partition)) ?? null);
    return stored;
  }

  revoked(partitions: readonly TopicPartition[]): void {
    for (const partition of partitions) this.positions.delete(keyOf(partition));
  }

  /**
   * Drafts what is due after a batch, and stores the offset behind it. Records before the stored offset are skipped.
   *
   * @throws FencedError when somebody else has moved the offset, StorageError, and what the codec throws.
   */
  async handle(batch: RecordBatch): Promise<readonly PostmortemEvent[]> {
    const expected = await this.position(batch);
    const next = batch.nextOffset;
    if (expected !== null && next <= expected) return [];
    const fresh = batch.records.filter(({ offset }) => expected === null || offset >= expected);
    const events = await this.decode(fresh);
    const recordTime =
      fresh.length === 0 ? null : fresh.reduce((latest, { timestamp }) => Math.max(latest, timestamp), 0);
    const drafted = await inTransaction(this.options.pool, async (tx) => {
      await this.advance(tx, batch, { expected, next, recordTime });
      return this.options.drafts.draftDue(tx, newsOf(events));
    });
    this.positions.set(keyOf(batch), next);
    return drafted;
  }

  private async position(partition: TopicPartition): Promise<bigint | null> {
    if (!this.positions.has(keyOf(partition))) await this.assigned([partition]);
    return this.positions.get(keyOf(partition)) ?? null;
  }

  /** One by one: after the first record the codec knows the schema, and answers at once. */
  private async decode(records: readonly KafkaRecord[]): Promise<readonly IncidentEvent[]> {
    const events: IncidentEvent[] = [];
    for (const { value } of records) events.push(await this.options.codec.decode(value));
    return events;
  }

  private async advance(tx: ClientBase, place: TopicPartition, step: Step): Promise<void> {
    const { topic, partition } = place;
    if (await advanceOffset(tx, { consumer: consumerName, topic, partition, ...step })) return;
    this.positions.delete(keyOf(place));
    throw new FencedError(consumerName, topic, partition, step.expected);
  }
}
