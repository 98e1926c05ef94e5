import { type Admin, type PartitionRange, topicRanges } from '@throughline/kafka-client';
import { type ConsumerObserver } from './consumer-status.js';
import { place } from './placement.js';
import { type Positions } from './positions.js';
import { keyOf, type TopicPartition } from './record-batch.js';

/** The broker did not say where a log begins and ends. */
export class LogRangeError extends Error {
  override readonly name = 'LogRangeError';
  readonly code = 'log-range-unknown';
  readonly retriable = true;
}

/** Finds where partitions go on: by the offsets that are stored with the effects, held against what the log still has. */
export class Locator {
  constructor(
    private readonly positions: Positions,
    private readonly admin: Admin,
    private readonly observer: Pick<ConsumerObserver, 'gap'>,
  ) {}

  /**
   * The next offset of each partition, by `topic/partition`. Throws what {@link Positions.assigned} throws, a retriable
   * {@link LogRangeError}, and `OffsetBeyondLogError`.
   */
  async locate(partitions: readonly TopicPartition[]): Promise<ReadonlyMap<string, bigint>> {
    const stored = await this.positions.assigned(partitions);
    const ranges = await this.#ranges(new Set(partitions.map(({ topic }) => topic)));
    const located = new Map<string, bigint>();
    for (const partition of partitions) {
      const range = ranges.get(keyOf(partition));
      if (range === undefined) throw new LogRangeError(`${keyOf(partition)} is not in the broker's answer`);
      const wanted = stored.get(keyOf(partition));
      const { next, missing } = place(partition, wanted, range);
      if (missing && wanted !== undefined) this.observer.gap({ ...partition, wanted, found: next });
      located.set(keyOf(partition), next);
    }
    return located;
  }

  async #ranges(topics: ReadonlySet<string>): Promise<ReadonlyMap<string, PartitionRange>> {
    const ranges = new Map<string, PartitionRange>();
    try {
      for (const topic of topics) {
        for (const range of await topicRanges(this.admin, topic)) {
          ranges.set(keyOf({ topic, partition: range.partition }), range);
        }
      }
    } catch (cause) {
      throw new LogRangeError('the broker does not say where its logs begin and end', { cause });
    }
    return ranges;
  }
}
