import { eventsChannel } from '@throughline/event-store-postgres';
import { asStorageError } from '@throughline/storage';
import pg from 'pg';
import { type Right } from './lane.js';
import { lockKey } from './lock-key.js';
import { pause } from './pause.js';

export interface LeadershipOptions {
  readonly databaseUrl: string;
  /** How often one that stands by tries to take over, ms. */
  readonly retryMs: number;
  /** Called on each hint that there are new events. */
  readonly onHint: () => void;
}

/** A connection that does not answer is lost, ms. */
const answerTimeoutMs = 5_000;
/** The server, too, finds out soon that a machine went away, and frees the lock: after 10 s + 3 × 5 s. */
const keepAlive = '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3';

/**
 * The right to publish: a session-level advisory lock on a connection of its own, which also listens for hints. When the connection is lost, so
 * is the right; `lost` is aborted. Two may believe for a moment that they hold it (the server freed the lock of one that has not noticed): then
 * records are published twice, and the compare-and-set of the position makes one of them step down.
 */
export class Leadership implements Right {
  private readonly loss = new AbortController();
  readonly lost: AbortSignal = this.loss.signal;

  private constructor(private readonly client: pg.Client) {
    const lose = () => this.loss.abort();
    client.on('error', lose);
    client.on('end', lose);
  }

  /** Waits until it is ours; null when the signal is aborted before. Throws when the server cannot be reached. */
  static async acquire(options: LeadershipOptions, signal: AbortSignal): Promise<Leadership | null> {
    const leadership = new Leadership(
      new pg.Client({
        connectionString: options.databaseUrl,
        application_name: 'throughline relay',
        connectionTimeoutMillis: answerTimeoutMs,
        query_timeout: answerTimeoutMs,
        keepAlive: true,
        options: keepAlive,
      }),
    );
    try {
      if (await leadership.compete(options, signal)) return leadership;
      await leadership.release();
      return null;
    } catch (error) {
      await leadership.release();
      throw asStorageError(error);
    }
  }

  async confirm(): Promise<void> {
    try {
      await this.client.query('select 1');
    } catch (error) {
      this.forfeit();
      throw asStorageError(error);
    }
  }

  forfeit(): void {
    this.loss.abort();
  }

  /** Gives the right back. Never fails: the server frees the lock of a connection that is gone. */
  async release(): Promise<void> {
    const released = new AbortController();
    const end = this.client
      .end()
      .catch(() => undefined)
      .finally(() => released.abort());
    await Promise.race([end, pause(answerTimeoutMs, released.signal)]);
  }

  private async compete({ retryMs, onHint }: LeadershipOptions, signal: AbortSignal): Promise<boolean> {
    await this.client.connect();
    // Asking again and again, instead of waiting in the server: a statement that waits keeps vacuum from cleaning up.
    const interrupted = AbortSignal.any([signal, this.lost]);
    while (!signal.aborted) {
      const { rows } = await this.client.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [
        lockKey,
      ]);
      if (rows[0]?.held) {
        this.client.on('notification', onHint);
        await this.client.query(`listen ${eventsChannel}`);
        return true;
      }
      await pause(retryMs, interrupted);
    }
    return false;
  }
}
