import { type PartitionRange } from '@throughline/kafka-client';
import { type TopicPartition } from './record-batch.js';

/** The consumer's position is not in the log: the topic was made anew, or the database belongs to another cluster. */
export class OffsetBeyondLogError extends Error {
  override readonly name = 'OffsetBeyondLogError';
  readonly code = 'offset-beyond-log';
  readonly retriable = false;
}

/** Where a partition goes on. `missing`: the records from the stored offset up to there are gone. */
export interface Placement {
  readonly next: bigint;
  readonly missing: boolean;
}

/**
 * Where to go on in a partition whose stored offset is `stored` (undefined: nothing was ever stored, so from the start of the
 * log, whatever Kafka's own group offset says). Throws {@link OffsetBeyondLogError} when the log does not reach that far.
 */
export function place(
  { topic, partition }: TopicPartition,
  stored: bigint | undefined,
  { low, high }: Pick<PartitionRange, 'low' | 'high'>,
): Placement {
  if (stored === undefined) return { next: low, missing: false };
  if (stored < low) return { next: low, missing: true };
  if (stored <= high) return { next: stored, missing: false };
  throw new OffsetBeyondLogError(
    `${topic}/${partition} ends at ${high}, but effects up to ${stored} are stored: the topic was made anew, or the database belongs to another cluster. Use the topics and the database that belong together.`,
  );
}
