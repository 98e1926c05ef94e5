import { type TopicPartition } from './record-batch.js';

/** What a consumer does right now. `retrying`: it lost its broker, or at least one partition waits after a failure. */
export type ConsumerState = 'starting' | 'running' | 'retrying' | 'stopped' | 'dead';

export interface ConsumerStatus {
  readonly groupId: string;
  readonly state: ConsumerState;
  /** Epoch ms since when it has been in this state. */
  readonly since: number;
  readonly assigned: readonly TopicPartition[];
  /** Records not handled yet, by `topic/partition`, as of the last batch. */
  readonly lag: ReadonlyMap<string, number>;
  /** Epoch ms; null before the first batch. */
  readonly lastBatchAt: number | null;
  /** Restarts of the client since it last joined its group. */
  readonly restarts: number;
  /** Why it is not running. */
  readonly reason: string | null;
}

/** What it tells whoever watches; for logs and metrics. */
export interface ConsumerObserver {
  batch(batch: {
    readonly topic: string;
    readonly partition: number;
    readonly records: number;
    readonly ms: number;
    readonly lag: number;
  }): void;
  retry(failure: {
    readonly topic: string;
    readonly partition: number;
    readonly attempt: number;
    readonly delay: number;
    readonly error: unknown;
  }): void;
  /** Records below the log's start were never read: retention was shorter than the absence. */
  gap(gap: {
    readonly topic: string;
    readonly partition: number;
    readonly wanted: bigint;
    readonly found: bigint;
  }): void;
  /** The client failed and starts anew, or a commit hint did not arrive. */
  warning(message: string, error: unknown): void;
}
