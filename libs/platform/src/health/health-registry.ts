import { type Logger } from '../logging/logger.js';
import { isError } from '../thrown.js';

/** What a part says about itself. `detail` is shown to whoever asks: no secrets, no payloads. */
export interface PartHealth {
  readonly status: 'up' | 'down';
  readonly detail?: Readonly<Record<string, unknown>> | undefined;
}

export type HealthCheck = () => PartHealth | Promise<PartHealth>;

export interface HealthReport {
  readonly ready: boolean;
  readonly parts: Readonly<Record<string, PartHealth>>;
}

export interface HealthOptions {
  /** How long one check may take, ms; slower is down. */
  readonly timeout: number;
  /** How long an answer is given again, ms: an open endpoint must not load the database. */
  readonly freshFor: number;
  readonly now: () => number;
}

const defaults: HealthOptions = { timeout: 2_000, freshFor: 500, now: () => performance.now() };

/**
 * The parts of this process that must work for it to be ready. A part is down when its check says so, throws or does not answer in time;
 * nothing is remembered as up, so it recovers by itself. The process as a whole is not ready until `started()`, and never again after `stopping()`.
 */
export class HealthRegistry {
  private readonly checks = new Map<string, HealthCheck>();
  private readonly options: HealthOptions;
  private phase: 'starting' | 'running' | 'stopping' = 'starting';
  private latest: { readonly at: number; readonly report: Promise<HealthReport> } | undefined;
  private wasReady: boolean | undefined;

  constructor(
    options: Partial<HealthOptions> = {},
    private readonly logger?: Logger,
  ) {
    this.options = { ...defaults, ...options };
  }

  /** Every part once: a name that is taken is a mistake in the wiring. */
  register(name: string, check: HealthCheck): void {
    if (this.checks.has(name))
      throw new Error(`Two parts are called ${name}: health checks need names of their own`);
    this.checks.set(name, check);
    this.latest = undefined;
  }

  started(): void {
    if (this.phase === 'starting') this.phase = 'running';
    this.latest = undefined;
  }

  stopping(): void {
    this.phase = 'stopping';
    this.latest = undefined;
  }

  /** All checks at once. Callers that come together share one run. */
  report(): Promise<HealthReport> {
    const at = this.options.now();
    if (this.latest === undefined || at - this.latest.at > this.options.freshFor) {
      this.latest = { at, report: this.run() };
    }
    return this.latest.report;
  }

  private async run(): Promise<HealthReport> {
    const names = [...this.checks.keys()];
    const results = await Promise.all(names.map((name) => this.ask(name)));
    const process: PartHealth = {
      status: this.phase === 'running' ? 'up' : 'down',
      detail: { phase: this.phase },
    };
    const parts = Object.fromEntries([
      ['process', process] as const,
      ...names.map((name, i) => [name, results[i] ?? process] as const),
    ]);
    const ready = Object.values(parts).every(({ status }) => status === 'up');
    this.tell(ready, parts);
    return { ready, parts };
  }

  private async ask(name: string): Promise<PartHealth> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<PartHealth>((resolve) => {
      const down: PartHealth = {
        status: 'down',
        detail: { reason: `no answer within ${this.options.timeout} ms` },
      };
      timer = setTimeout(() => {
        resolve(down);
      }, this.options.timeout);
      timer.unref();
    });
    try {
      return await Promise.race([
        Promise.resolve(this.checks.get(name)?.() ?? { status: 'down' as const }),
        late,
      ]);
    } catch (error) {
      return {
        status: 'down',
        detail: { reason: isError(error) ? error.message || error.name : 'failed' },
      };
    } finally {
      clearTimeout(timer);
    }
  }

  private tell(ready: boolean, parts: HealthReport['parts']): void {
    if (ready === this.wasReady) return;
    this.wasReady = ready;
    const down = Object.entries(parts).filter(([, { status }]) => status === 'down');
    if (ready) this.logger?.info('ready');
    else if (this.phase === 'running') this.logger?.warn({ down: Object.fromEntries(down) }, 'not ready');
  }
}
