/** How far intake has come on one input partition. */
export interface InputPartitionProgress {
  /** Records that intake has not forwarded yet. */
  readonly lag: bigint;
  /** Largest time of a record it has read there, epoch ms; null when it has read none. */
  readonly recordTime: number | null;
}

/**
 * The wall clock up to which intake has forwarded its input, epoch ms: `now` when it has no lag, else the time of the last record
 * that it has read on the partition that is furthest behind. `now` must have been taken before the progress was asked for.
 */
export function forwardedUpTo(now: number, progress: readonly InputPartitionProgress[]): number {
  const behind = progress.filter(({ lag }) => lag > 0n).map(({ recordTime }) => recordTime ?? 0);
  return Math.min(now, ...behind);
}
