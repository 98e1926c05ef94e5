import { type SignalKind } from '@throughline/contracts';
import { type OriginalRecord } from '@throughline/kafka-wire';
import { readOffsets } from '@throughline/storage';
import type pg from 'pg';
import { type BatchOutcome, type IntakePipeline, storableTime } from '../pipeline/intake-pipeline.js';
import { storeBatch } from '../store/store-batch.js';

/** Name of intake in `consumer_offsets`, of its stage, and of its consumer group behind the prefix. */
export const stage = 'intake';

/** What was read of one input partition at once. */
export interface InputBatch {
  readonly kind: SignalKind;
  /** Full topic name. */
  readonly topic: string;
  readonly partition: number;
  /** In the order of their offsets. */
  readonly records: readonly OriginalRecord[];
  /** Where to go on after them: behind the last record, and behind what Kafka keeps for itself there. */
  readonly nextOffset: bigint;
}

interface Position {
  /** The stored offset; null when nothing was ever stored. */
  readonly next: bigint | null;
  /** The latest time of a stored record, ms. */
  readonly recordTime: number | null;
}

export interface InputPartitionsParts {
  readonly pool: pg.Pool;
  readonly pipeline: Pick<IntakePipeline, 'run'>;
  /** Wall clock, epoch ms. */
  readonly now: () => number;
}

const nothing: BatchOutcome = { forwarded: 0, deadLetters: [] };

/**
 * The input partitions that this process has, and where it stands in each. Invariant: a position is what is stored, as this process last saw it; a
 * batch moves both, in the transaction of its dead letters and after everything it made was acknowledged, or neither.
 */
export class InputPartitions {
  private readonly positions = new Map<string, Position>();

  constructor(private readonly parts: InputPartitionsParts) {}

  /** Where a partition goes on; null when nothing of it was ever stored. Call it on every assignment. */
  async assigned(topic: string, partition: number): Promise<bigint | null> {
    return (await this.load(topic, partition)).next;
  }

  /**
   * Handles a batch; records before the stored offset are left out, so that a batch may come again.
   *
   * @throws FencedError when somebody else has moved the offset; else what the pipeline and PostgreSQL throw.
   */
  async handle({ kind, topic, partition, records, nextOffset }: InputBatch): Promise<BatchOutcome> {
    const position = this.positions.get(place(topic, partition)) ?? (await this.load(topic, partition));
    const expected = position.next;
    if (expected !== null && nextOffset <= expected) return nothing;
    const fresh = expected === null ? records : records.filter(({ offset }) => offset >= expected);
    const outcome = await this.parts.pipeline.run(kind, fresh);
    const recordTime = this.latestTime(position.recordTime, fresh);
    const advance = { consumer: stage, topic, partition, expected, next: nextOffset, recordTime };
    try {
      await storeBatch(this.parts.pool, advance, outcome.deadLetters);
    } catch (error) {
      // The answer to the commit may have been lost: what is stored is asked for again.
      this.positions.delete(place(topic, partition));
      throw error;
    }
    this.positions.set(place(topic, partition), { next: nextOffset, recordTime });
    return outcome;
  }

  private async load(topic: string, partition: number): Promise<Position> {
    const stored = (await readOffsets(this.parts.pool, stage, topic)).get(partition);
    const position = { next: stored?.nextOffset ?? null, recordTime: stored?.recordTime ?? null };
    this.positions.set(place(topic, partition), position);
    return position;
  }

  /** Never goes back, and never ahead of the wall clock: ticks are told by it how far the input has been read. */
  private latestTime(stored: number | null, records: readonly OriginalRecord[]): number | null {
    const now = this.parts.now();
    const times = records.map(({ timestamp }) => Math.min(storableTime(timestamp), now));
    return times.reduce<number | null>((latest, time) => Math.max(latest ?? time, time), stored);
  }
}

const place = (topic: string, partition: number): string => `${topic}/${partition}`;
