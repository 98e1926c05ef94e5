import { type Ticker } from './ticker.js';

/** How often time may pass in a partition, ms. */
export const tickInterval = 1_000;

/** Runs the ticker about once a second, never twice at once. A failed run is told and tried again at the next one: a late tick harms nothing. */
export class TickLoop {
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(
    private readonly ticker: Pick<Ticker, 'run'>,
    private readonly onError: (error: unknown) => void,
  ) {}

  start(): void {
    this.#timer = setTimeout(() => {
      this.#running = this.#once();
    }, tickInterval);
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#running;
    clearTimeout(this.#timer);
  }

  async #once(): Promise<void> {
    try {
      await this.ticker.run();
    } catch (error) {
      this.onError(error);
    }
    if (this.#timer !== undefined) this.start();
  }
}
