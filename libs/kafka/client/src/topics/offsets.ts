import { type Admin } from 'kafkajs';

/** The readable range of a partition: offsets in `[low, high)` exist; `high` is the next one to be written. */
export interface PartitionRange {
  readonly partition: number;
  readonly low: bigint;
  readonly high: bigint;
}

/** Where a consumer group stands on a partition. */
export interface PartitionLag extends PartitionRange {
  /** Next offset to read that the group committed; null when it never did. */
  readonly committed: bigint | null;
  /** Records between that (or the start of the log) and the end. */
  readonly lag: bigint;
}

/** The readable range of every partition of a topic, by partition number. */
export async function topicRanges(admin: Admin, topic: string): Promise<PartitionRange[]> {
  const offsets = await admin.fetchTopicOffsets(topic);
  return offsets
    .map(({ partition, low, high }) => ({ partition, low: BigInt(low), high: BigInt(high) }))
    .sort((a, b) => a.partition - b.partition);
}

/** The end of every partition of a topic: the next offset to be written, by partition number. */
export async function endOffsets(admin: Admin, topic: string): Promise<ReadonlyMap<number, bigint>> {
  return new Map((await topicRanges(admin, topic)).map(({ partition, high }) => [partition, high]));
}

/** Records between a position and the end of a partition; a position below the start of the log counts from the start. */
export function lagOf(range: PartitionRange, position: bigint | null): bigint {
  const from = position === null || position < range.low ? range.low : position;
  return from > range.high ? 0n : range.high - from;
}

/** How far a consumer group is behind on a topic, by the offsets that it committed to Kafka, by partition number. */
export async function groupLag(admin: Admin, groupId: string, topic: string): Promise<PartitionLag[]> {
  const [ranges, committed] = await Promise.all([
    topicRanges(admin, topic),
    admin.fetchOffsets({ groupId, topics: [topic] }),
  ]);
  const byPartition = new Map(
    committed.flatMap((t) => t.partitions).map(({ partition, offset }) => [partition, BigInt(offset)]),
  );
  return ranges.map((range) => {
    const offset = byPartition.get(range.partition) ?? -1n;
    const position = offset < 0n ? null : offset;
    return { ...range, committed: position, lag: lagOf(range, position) };
  });
}
