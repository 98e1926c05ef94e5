import { categories, type Category, type EventStore } from '@throughline/event-store-port';
import { isRetriable } from '@throughline/storage';
import type pg from 'pg';
import { Bell } from './bell.js';
import { Lane, type Publish } from './lane.js';
import { Leadership } from './leadership.js';
import { pause } from './pause.js';
import { readRelayLag } from './positions.js';

export interface RelayOptions {
  /** For the connection that holds the lock and listens. */
  readonly databaseUrl: string;
  readonly pool: pg.Pool;
  readonly store: EventStore;
  /** Where each category goes. */
  readonly outputs: Readonly<Record<Category, Publish>>;
  /** Called at most once for each `start`: the relay has given up and published nothing since. */
  readonly onFatal: (error: unknown) => void;
  /** Called before each new try, with the time until then in ms; for logs and metrics. */
  readonly onRetry?: (error: unknown, delayMs: number) => void;
  /** Events at most in one call of an output; 500 when absent. */
  readonly batchSize?: number;
  /** How often to look without a hint, and to try to take over, ms; 500 when absent. */
  readonly pollMs?: number;
  /** Delay before the first new try, ms, doubled up to the last one; 100 and 10,000 when absent. */
  readonly backoffMs?: { readonly first: number; readonly last: number };
}

export type RelayState = 'stopped' | 'standby' | 'active';

const defaults = {
  batchSize: 500,
  pollMs: 500,
  backoffMs: { first: 100, last: 10_000 },
  onRetry: () => undefined,
};

/**
 * Publishes the events of the store, each category to its output: at least once, the events of a stream in their order.
 *
 * Of all relays on a database one is active; the others stand by. The active one alone publishes and moves the positions, one batch at a
 * time for each category; a category that is stuck does not hold up the others.
 */
export class Relay {
  private readonly options: Required<RelayOptions>;
  private readonly lanes: readonly { readonly lane: Lane; readonly bell: Bell }[];
  private stopping = new AbortController();
  private running: Promise<void> | null = null;
  private current: RelayState = 'stopped';

  constructor(options: RelayOptions) {
    this.options = { ...defaults, ...options };
    const { store, pool, batchSize, outputs } = this.options;
    this.lanes = categories.map((category) => ({
      lane: new Lane({ category, publish: outputs[category], store, pool, batchSize }),
      bell: new Bell(),
    }));
  }

  get state(): RelayState {
    return this.current;
  }

  /** Competes for the right to publish and publishes, until `stop` or a fatal error. Does nothing when it runs. */
  start(): void {
    if (this.running !== null) return;
    this.stopping = new AbortController();
    this.running = this.run(this.stopping.signal).finally(() => {
      this.current = 'stopped';
      this.running = null;
    });
  }

  /** Resolves when the batches in flight are acknowledged, their positions moved and the right is given back. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** Events below the horizon that are not yet published. */
  async lag(): Promise<number> {
    const lags = await readRelayLag(this.options.pool);
    return categories.reduce((sum, category) => sum + lags[category], 0);
  }

  private async run(stop: AbortSignal): Promise<void> {
    try {
      while (!stop.aborted) {
        this.current = 'standby';
        await this.persist(() => this.serveTerm(stop), stop);
      }
    } catch (error) {
      this.options.onFatal(error);
    }
  }

  /** From getting the right to publish to losing it. */
  private async serveTerm(stop: AbortSignal): Promise<void> {
    const { databaseUrl, pollMs } = this.options;
    const onHint = () => this.lanes.forEach(({ bell }) => bell.ring());
    const leadership = await Leadership.acquire({ databaseUrl, retryMs: pollMs, onHint }, stop);
    if (leadership === null) return;
    try {
      this.current = 'active';
      await this.serve(leadership, stop);
    } finally {
      await leadership.release();
    }
  }

  /** All lanes side by side. When one fails for good, the others finish their batch. */
  private async serve(leadership: Leadership, stop: AbortSignal): Promise<void> {
    const failed = new AbortController();
    const end = AbortSignal.any([stop, leadership.lost, failed.signal]);
    const outcomes = await Promise.allSettled(
      this.lanes.map(async ({ lane, bell }) => {
        try {
          await this.follow(lane, bell, leadership, end);
        } finally {
          failed.abort();
        }
      }),
    );
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  }

  private async follow(lane: Lane, bell: Bell, leadership: Leadership, end: AbortSignal): Promise<void> {
    while (!end.aborted) {
      const more = await this.persist(() => lane.step(leadership), end);
      if (more !== true) await bell.wait(this.options.pollMs, end);
    }
  }

  /** Tries until it is done or the signal is aborted (undefined). Throws what a new try cannot mend. */
  private async persist<T>(work: () => Promise<T>, end: AbortSignal): Promise<T | undefined> {
    const { onRetry, backoffMs } = this.options;
    for (let delay = backoffMs.first; ; delay = Math.min(2 * delay, backoffMs.last)) {
      try {
        return await work();
      } catch (error) {
        if (!isRetriable(error)) throw error;
        if (end.aborted) return undefined;
        onRetry(error, delay);
        await pause(delay, end);
        if (end.aborted) return undefined;
      }
    }
  }
}
