import { type TopicPartition } from './record-batch.js';

/** Where consumption goes on is the handler's to know: the offsets that are stored with its effects. */
export interface Positions {
  /**
   * Called for partitions that this process got, before any of their records is handled, and again for a partition that was fenced.
   * The answer has the next offset by `topic/partition`; a partition without one begins at the start of the log.
   */
  assigned(partitions: readonly TopicPartition[]): Promise<ReadonlyMap<string, bigint>>;
  /** Called for partitions that this process no longer has. */
  revoked?(partitions: readonly TopicPartition[]): void;
}
