import knex, { type Knex } from 'knex';
import { asStorageError, isRetriable } from '../sql-state.js';
import { MigrationError } from './migration-error.js';
import { type MigrationFile, readMigrationFiles } from './migration-files.js';
import { type AppliedMigration, nextMigration } from './next-migration.js';

export interface MigrateOptions {
  readonly databaseUrl: string;
  /** Called before each file that is applied. */
  readonly onProgress?: (migration: { readonly file: string }) => void;
  /** Folder of the SQL files; this package's own when absent. */
  readonly folder?: URL;
}

/** Anything, but the same for all who migrate: the key of the lock ("thrl"). */
const lockKey = 0x7468726c;
/** A table that somebody else holds for longer is not waited for: all who queue up behind the wait would wait too. */
const lockTimeout = '30s';

/** What knex would print comes out as an error as well. */
const silent = { warn: ignore, error: ignore, deprecate: ignore, debug: ignore };

function ignore(): void {
  // see `silent`
}

/**
 * Brings a database to the schema of this code, forward only, and returns what this call applied.
 *
 * Each file is one transaction that first takes an advisory lock and only then looks what is missing. So any number may start at
 * once: they take turns, file by file, and a crash leaves neither a lock nor half a file.
 */
export async function migrate(options: MigrateOptions): Promise<{ applied: string[] }> {
  const files = await readMigrationFiles(options.folder);
  const database = knex({
    client: 'pg',
    connection: { connectionString: options.databaseUrl, application_name: 'throughline migrate' },
    pool: { min: 0, max: 1 },
    log: silent,
  });
  try {
    return { applied: await applyAll(database, files, options.onProgress) };
  } catch (error) {
    throw asStorageError(error);
  } finally {
    await database.destroy();
  }
}

async function applyAll(
  database: Knex,
  files: readonly MigrationFile[],
  onProgress: MigrateOptions['onProgress'],
): Promise<string[]> {
  const applied: string[] = [];
  for (;;) {
    const file = await database.transaction((transaction) => applyNext(transaction, files, onProgress));
    if (file === null) return applied;
    applied.push(file);
  }
}

async function applyNext(
  transaction: Knex.Transaction,
  files: readonly MigrationFile[],
  onProgress: MigrateOptions['onProgress'],
): Promise<string | null> {
  await transaction.raw('select pg_advisory_xact_lock(?)', [lockKey]);
  const next = nextMigration(files, await appliedMigrations(transaction));
  if (next === null) return null;
  onProgress?.({ file: next.file });
  await transaction('schema_migrations').insert({ file: next.file, checksum: next.checksum });
  await apply(transaction, next);
  return next.file;
}

async function appliedMigrations(transaction: Knex.Transaction): Promise<readonly AppliedMigration[]> {
  if (!(await transaction.schema.hasTable('schema_migrations'))) {
    await transaction.raw(`create table schema_migrations (
      file text constraint schema_migrations_pkey primary key,
      checksum text not null,
      applied_at timestamptz not null default now()
    )`);
  }
  return transaction<AppliedMigration>('schema_migrations').select('file', 'checksum').orderBy('file');
}

async function apply(transaction: Knex.Transaction, { file, sql }: MigrationFile): Promise<void> {
  try {
    await transaction.raw(`set local lock_timeout = '${lockTimeout}'`);
    // A question mark would be a binding for knex; in PostgreSQL it is an operator.
    await transaction.raw(sql.replaceAll('?', '\\?'));
  } catch (error) {
    if (isRetriable(error)) throw error;
    throw new MigrationError(
      'migration-failed',
      `${file}: ${error instanceof Error ? error.message : String(error)}`,
      {
        cause: error,
      },
    );
  }
}
