import type pg from 'pg';

/** Channel on which appends are hinted at. */
export const eventsChannel = 'throughline_events';

/**
 * Tells listeners that there is something to read. Called after a commit, as often as one likes: many calls make one NOTIFY, because each
 * takes a lock on the whole server. Only a hint: when it fails, listeners find out by their own polling.
 */
export class AppendHint {
  private timer: NodeJS.Timeout | undefined;
  private sending: Promise<void> = Promise.resolve();
  private closed = false;

  constructor(
    private readonly pool: Pick<pg.Pool, 'query'>,
    /** Calls inside of this time make one notification, ms. */
    private readonly debounceMs = 20,
  ) {}

  give(): void {
    if (this.closed) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.sending = this.sending.then(() => this.send());
    }, this.debounceMs).unref();
  }

  /** Gives no further hint; call it before the pool ends. */
  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.sending;
  }

  private async send(): Promise<void> {
    try {
      await this.pool.query(`select pg_notify('${eventsChannel}', '')`);
    } catch {
      // Only a hint.
    }
  }
}
