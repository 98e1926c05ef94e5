export interface WatchdogSettings {
  /** Milliseconds between two looks. */
  readonly everyMs: number;
  /** Looks in a row without a sign of life after which it barks. */
  readonly patience: number;
  readonly onSilence: () => void;
}

/**
 * Notices a loop that neither works nor fails. It counts looks and not time, because a process that was stopped for a while
 * (a laptop's lid, SIGSTOP) finds hours gone and one look missed.
 */
export class Watchdog {
  #timer: NodeJS.Timeout | undefined;
  #silent = 0;

  constructor(private readonly settings: WatchdogSettings) {}

  start(): void {
    this.#timer ??= setInterval(() => this.look(), this.settings.everyMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** A sign of life. */
  alive(): void {
    this.#silent = 0;
  }

  /** One look. */
  look(): void {
    this.#silent += 1;
    if (this.#silent <= this.settings.patience) return;
    this.stop();
    this.settings.onSilence();
  }
}
