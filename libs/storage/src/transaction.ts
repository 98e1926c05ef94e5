import type pg from 'pg';
import { StorageError } from './errors.js';
import { asStorageError } from './sql-state.js';

export interface TransactionOptions {
  /** `read committed` when absent. */
  readonly isolation?: 'read committed' | 'repeatable read' | 'serializable';
  readonly readOnly?: boolean;
}

/**
 * Lends a connection for the time of `work`. Failures of PostgreSQL come out as {@link StorageError}, others as they are.
 * After a failed statement outside a transaction the connection goes on; a dead one is thrown away.
 */
export async function withClient<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await connect(pool);
  try {
    const result = await work(client);
    client.release();
    return result;
  } catch (error) {
    const failure = asStorageError(error);
    client.release(isConnectionFailure(failure));
    throw failure;
  }
}

/**
 * Runs `work` in one transaction: all of it is committed, or, when `work` throws, nothing. There is no automatic second try: whoever
 * calls knows whether `work` may be repeated (`isRetriable`). A commit whose answer was lost comes out as retriable too, so work
 * that is repeated must find out by itself that it was done: by a compare-and-set or a unique key.
 */
export async function inTransaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  const client = await connect(pool);
  try {
    await client.query(beginStatement(options));
    const result = await work(client);
    await commit(client);
    client.release();
    return result;
  } catch (error) {
    client.release(!(await rolledBack(client)));
    throw asStorageError(error);
  }
}

async function connect(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    throw asStorageError(error);
  }
}

const isConnectionFailure = (error: unknown): boolean =>
  error instanceof StorageError && (error.code === 'connection-lost' || error.code === 'unavailable');

const beginStatement = ({ isolation = 'read committed', readOnly = false }: TransactionOptions): string =>
  `begin isolation level ${isolation}${readOnly ? ' read only' : ''}`;

/** PostgreSQL answers a commit of a failed transaction with ROLLBACK and no error: work that swallowed an error would seem done. */
async function commit(client: pg.PoolClient): Promise<void> {
  const { command } = await client.query('commit');
  if (command !== 'COMMIT') {
    throw new StorageError(
      'rolled-back',
      false,
      'A statement failed and its error was swallowed: nothing was committed.',
      {
        cause: command,
      },
    );
  }
}

async function rolledBack(client: pg.PoolClient): Promise<boolean> {
  try {
    await client.query('rollback');
    return true;
  } catch {
    return false; // the connection is gone, and its transaction with it
  }
}
