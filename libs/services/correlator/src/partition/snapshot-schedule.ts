export interface SnapshotInterval {
  /** Records after which a snapshot is due. */
  readonly records: number;
  /** Milliseconds after which one is due when at least one record came. */
  readonly ms: number;
}

/** A recovery replays at most this much. */
export const defaultSnapshotInterval: SnapshotInterval = { records: 50_000, ms: 60_000 };

/** When a partition's next snapshot is due. Affects how long a recovery takes, never its outcome. */
export class SnapshotSchedule {
  #records = 0;
  #takenAt: number;

  constructor(
    private readonly now: () => number,
    private readonly interval: SnapshotInterval = defaultSnapshotInterval,
  ) {
    this.#takenAt = now();
  }

  /** Counts a batch; true when a snapshot should be taken with it. */
  due(records: number): boolean {
    this.#records += records;
    return (
      this.#records >= this.interval.records ||
      (this.#records > 0 && this.now() - this.#takenAt >= this.interval.ms)
    );
  }

  taken(): void {
    this.#records = 0;
    this.#takenAt = this.now();
  }
}
