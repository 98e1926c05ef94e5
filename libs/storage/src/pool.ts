import pg from 'pg';

export interface PoolOptions {
  /** `postgresql://user:password@host:port/database` */
  readonly databaseUrl: string;
  /** Shown in `pg_stat_activity`. */
  readonly applicationName: string;
  /** Connections at most; 10 when absent. */
  readonly max?: number;
}

/** A statement that runs longer is a defect, and is cancelled. */
const statementTimeoutMs = 30_000;
/** An open transaction holds every reader of the event log back, so one that waits for its client is ended. */
const idleInTransactionTimeoutMs = 15_000;
const connectionTimeoutMs = 10_000;

/**
 * A pool of connections. The death of a connection, idle or in use, ends no process: whoever uses it gets the error from its
 * statement, and the pool opens another one.
 */
export function createPool(options: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: options.databaseUrl,
    application_name: options.applicationName,
    max: options.max ?? 10,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: idleInTransactionTimeoutMs,
    connectionTimeoutMillis: connectionTimeoutMs,
    keepAlive: true,
  });
  // An `error` event that nobody listens to would end the process. The pool listens only while a client is idle.
  pool.on('connect', (client) => client.on('error', ignore));
  pool.on('error', ignore);
  return pool;
}

function ignore(): void {
  // The statement in flight, or the next one, fails with the same error.
}
