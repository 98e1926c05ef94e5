import { type IncidentEvent } from '@throughline/contracts';
import {
  type KafkaRecord,
  keyOf,
  type Positions,
  type RecordBatch,
  type TopicPartition,
} from '@throughline/kafka-transport';
import { type IncidentStore, type Projected, projectEvents } from '@throughline/read-models-postgres';
import { advanceOffset, FencedError, inTransaction, readOffsets, withClient } from '@throughline/storage';
import { type ClientBase, type Pool } from 'pg';

/** Name of this consumer in `consumer_offsets`, and its stage. */
export const consumerName = 'projector';

/** Reads the value of a record; fails on what is not of our own making. */
export interface EventCodec {
  decode(value: Buffer | null): IncidentEvent | Promise<IncidentEvent>;
}

export interface IncidentEventsOptions {
  readonly pool: Pool;
  readonly store: IncidentStore;
  readonly codec: EventCodec;
}

const nothing: Projected = { applied: 0, skipped: 0, reread: 0 };

/**
 * The partitions of the incident events that this process has, and where it stands in each. Invariant: a position is the stored offset,
 * as this process last saw it; a batch moves both in the transaction of its rows, or neither.
 */
export class IncidentEvents implements Positions {
  private readonly positions = new Map<string, bigint | null>();

  constructor(private readonly options: IncidentEventsOptions) {}

  /** Where consumption of partitions goes on, by `topic/partition`; one of which nothing was ever stored has none. */
  async assigned(partitions: readonly TopicPartition[]): Promise<ReadonlyMap<string, bigint>> {
    const next = new Map<string, bigint>();
    for (const topic of new Set(partitions.map((partition) => partition.topic))) {
      const stored = await withClient(this.options.pool, (client) =>
        readOffsets(client, consumerName, topic),
      );
      for (const [partition, { nextOffset }] of stored) next.set(keyOf({ topic, partition }), nextOffset);
    }
    for (const partition of partitions)
      this.positions.set(keyOf(partition), next.get(keyOf(partition)) ?? null);
    return next;
  }

  revoked(partitions: readonly TopicPartition[]): void {
    for (const partition of partitions) this.positions.delete(keyOf(partition));
  }

  /**
   * Projects a batch, in the order of its offsets, and stores the offset behind it. Records before the stored offset are skipped.
   *
   * @throws FencedError when somebody else has moved the offset, StorageError, ProjectionGapError, and what the codec throws.
   */
  async handle(batch: RecordBatch): Promise<Projected> {
    const expected = await this.position(batch);
    const fresh = batch.records.filter(({ offset }) => expected === null || offset >= expected);
    if (fresh.length === 0) return nothing;
    const next = batch.nextOffset;
    const events = await this.decode(fresh);
    const recordTime = fresh.reduce((latest, record) => Math.max(latest, record.timestamp), 0);
    const projected = await inTransaction(this.options.pool, async (tx) => {
      await this.advance(tx, batch, { expected, next, recordTime });
      return projectEvents(tx, this.options.store, events);
    });
    this.positions.set(keyOf(batch), next);
    return projected;
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

  private async advance(
    tx: ClientBase,
    { topic, partition }: TopicPartition,
    move: { readonly expected: bigint | null; readonly next: bigint; readonly recordTime: number },
  ): Promise<void> {
    if (await advanceOffset(tx, { consumer: consumerName, topic, partition, ...move })) return;
    this.positions.delete(keyOf({ topic, partition }));
    throw new FencedError(consumerName, topic, partition, move.expected);
  }
}
