export type MigrationErrorCode =
  'database-newer' | 'migration-changed' | 'duplicate-migration' | 'migration-failed' | 'bad-migration-name';

/** The database was not brought to the schema that this code needs. Nothing of the file named in the message was applied. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
  readonly retriable = false;

  constructor(
    readonly code: MigrationErrorCode,
    message: string,
    options?: { cause: unknown },
  ) {
    super(message, options);
  }
}
