import { type UnexpectedExit } from './processes/household.js';

/** What a service needs to know: the values of `THROUGHLINE_KAFKA_BROKERS`, `THROUGHLINE_REGISTRY_URL` and `THROUGHLINE_DATABASE_URL`. */
export type LocalStackSettings = { brokers: string; registryUrl: string; databaseUrl: string };

export type PartName = 'kafka' | 'registry' | 'postgres';

export type StackProcess = { name: PartName; pid: number; port: number };

export type StackProgress = {
  step: 'home' | 'jars' | PartName;
  detail?: string;
  done?: boolean;
};

export type LocalStackOptions = {
  /** The directory for all data, logs and the lock. Created when absent. */
  home: string;
  /** Ports to prefer over those of the last start and the defaults; a taken one gives way to a free one. */
  ports?: { kafka?: number; registry?: number; postgres?: number };
  onProgress?: (event: StackProgress) => void;
  /** For tests: any free ports, no fsync, killed rather than shut down, and the home is removed by `stop()`. */
  ephemeral?: boolean;
  /** When the home's stack runs already: its settings, and a `stop()` that leaves it alone. */
  reuse?: boolean;
};

export type LocalStack = {
  readonly settings: LocalStackSettings;
  readonly home: string;
  readonly processes: readonly StackProcess[];
  /** Called once for each server that ends without `stop()`. The others go on: the caller decides. */
  onUnexpectedExit(callback: (exit: UnexpectedExit) => void): void;
  /** Stops everything in reverse order, within a bounded time. Calling it again awaits the same stop. */
  stop(): Promise<void>;
};
