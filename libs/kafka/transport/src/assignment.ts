import { keyOf, type TopicPartition } from './record-batch.js';

type Locate = (partitions: readonly TopicPartition[]) => Promise<ReadonlyMap<string, bigint>>;

/**
 * The partitions of one generation of the group, and the next offset of each. Nothing of a partition is handled before its position is
 * known. Mutated by the consumer's loop alone; a rebalance makes a new one.
 */
export class Assignment {
  readonly #next = new Map<string, bigint>();
  readonly #asked = new Map<string, Promise<void>>();
  readonly #keys: ReadonlySet<string>;

  constructor(
    readonly partitions: readonly TopicPartition[],
    private readonly locate: Locate,
  ) {
    this.#keys = new Set(partitions.map(keyOf));
  }

  has(partition: TopicPartition): boolean {
    return this.#keys.has(keyOf(partition));
  }

  /** Asks for the positions that are not known yet, at once; `located` of each shares the answer. */
  async locateAll(): Promise<void> {
    const missing = this.partitions.filter((partition) => !this.#asked.has(keyOf(partition)));
    if (missing.length > 0) await this.#locate(missing);
    await Promise.all(this.partitions.map((partition) => this.located(partition)));
  }

  /** Resolves when the partition's position is known; rejects with the error of the one who was asked, and then asks anew. */
  located(partition: TopicPartition): Promise<void> {
    return this.#asked.get(keyOf(partition)) ?? this.#locate([partition]);
  }

  #locate(partitions: readonly TopicPartition[]): Promise<void> {
    const answer = this.locate(partitions).then((next) => {
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

  /** The next offset to handle; known once {@link located} has resolved. */
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
