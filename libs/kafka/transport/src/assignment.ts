import { type Positions } from './positions.js';
import { keyOf, type TopicPartition } from './record-batch.js';

/**
 * The partitions of one generation of the group, and the next offset of each. Nothing of a partition is handled before its position is
 * known. Mutated by the consumer's loop alone; a rebalance makes a new one.
 */
export class Assignment {
  readonly #next = new Map<string, bigint>();
  readonly #asked = new Map<string, Promise<void>>();

  constructor(
    readonly partitions: readonly TopicPartition[],
    private readonly positions: Positions,
  ) {}

  /** Asks for the positions of all its partitions at once; `located` of each shares the answer. */
  locateAll(): Promise<void> {
    return this.#locate(this.partitions);
  }

  /** Resolves when the partition's position is known; rejects with the error of the one who was asked, and then asks anew. */
  located(partition: TopicPartition): Promise<void> {
    return this.#asked.get(keyOf(partition)) ?? this.#locate([partition]);
  }

  #locate(partitions: readonly TopicPartition[]): Promise<void> {
    const answer = this.positions.assigned(partitions).then((next) => {
      for (const partition of partitions) {
        const offset = next.get(keyOf(partition));
        if (offset !== undefined) this.#next.set(keyOf(partition), offset);
      }
    });
    for (const partition of partitions) this.#asked.set(keyOf(partition), answer);
    answer.catch(() => {
      for (const partition of partitions) this.forget(partition);
    });
    return answer;
  }

  /** Undefined: from wherever the consumer is. */
  next(partition: TopicPartition): bigint | undefined {
    return this.#next.get(keyOf(partition));
  }

  moveTo(partition: TopicPartition, next: bigint): void {
    this.#next.set(keyOf(partition), next);
  }

  /** The position is no longer what it was believed to be: ask again before the next batch. */
  forget(partition: TopicPartition): void {
    this.#next.delete(keyOf(partition));
    this.#asked.delete(keyOf(partition));
  }
}
