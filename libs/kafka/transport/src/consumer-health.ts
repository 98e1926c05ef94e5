import { type ConsumerState, type ConsumerStatus } from './consumer-status.js';
import { type TopicPartition } from './record-batch.js';

/** What a consumer knows of its own state. `dead` is for ever. */
export class ConsumerHealth {
  readonly lag = new Map<string, number>();
  restarts = 0;
  #state: ConsumerState = 'starting';
  #since: number;
  #reason: string | null = null;
  #lastBatchAt: number | null = null;

  constructor(private readonly now: () => number) {
    this.#since = now();
  }

  get state(): ConsumerState {
    return this.#state;
  }

  become(state: ConsumerState, reason: string | null = null): void {
    if (this.#state === 'dead') return;
    this.#reason = reason;
    if (this.#state === state) return;
    this.#state = state;
    this.#since = this.now();
  }

  handled(key: string, lag: number): void {
    this.lag.set(key, lag);
    this.#lastBatchAt = this.now();
  }

  status(groupId: string, assigned: readonly TopicPartition[]): ConsumerStatus {
    return {
      groupId,
      state: this.#state,
      since: this.#since,
      assigned,
      lag: new Map(this.lag),
      lastBatchAt: this.#lastBatchAt,
      restarts: this.restarts,
      reason: this.#reason,
    };
  }
}
