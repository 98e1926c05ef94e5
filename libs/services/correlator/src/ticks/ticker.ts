import { forwardedUpTo, type InputPartitionProgress } from './input-progress.js';
import { type TickClock } from './tick-clock.js';

/** A partition that may need time to pass. */
export interface TickedPartition {
  readonly partition: number;
  /** The log's clock from which a tick would make something happen, epoch ms; null when nothing waits. */
  pendingSince(): number | null;
}

export interface TickerOptions {
  readonly now: () => number;
  readonly clock: TickClock;
  readonly progress: () => Promise<readonly InputPartitionProgress[]>;
  readonly partitions: () => readonly TickedPartition[];
  /** Writes a tick into each of the partitions. */
  readonly write: (partitions: readonly number[], at: number) => Promise<void>;
}

/**
 * Lets time pass in the partitions that this process owns, by writing it into their log. `run` is called about once a second, never twice at
 * once; it does nothing while nothing waits.
 */
export class Ticker {
  constructor(private readonly options: TickerOptions) {}

  /** Returns the partitions that got a tick. */
  async run(): Promise<readonly number[]> {
    const { now, clock, progress, partitions, write } = this.options;
    const startedAt = now();
    if (due(partitions(), startedAt).length === 0) {
      clock.rest(startedAt);
      return [];
    }
    // The wall clock is taken before intake's progress is asked for: what reached Kafka until then is forwarded, or counted as lag.
    const at = clock.advance(startedAt, forwardedUpTo(startedAt, await progress()));
    if (at === undefined) return [];
    const ticked = due(partitions(), at);
    if (ticked.length > 0) await write(ticked, at);
    return ticked;
  }
}

const due = (partitions: readonly TickedPartition[], at: number): number[] =>
  partitions.flatMap((each) => {
    const since = each.pendingSince();
    return since !== null && since <= at ? [each.partition] : [];
  });
