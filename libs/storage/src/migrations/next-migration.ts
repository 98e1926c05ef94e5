import { MigrationError } from './migration-error.js';
import { type MigrationFile } from './migration-files.js';

/** A migration that the database has. */
export interface AppliedMigration {
  readonly file: string;
  readonly checksum: string;
}

/**
 * The first file that the database does not have; null when it has all. Numbers are taken in blocks by the parts of the system, so a file
 * may come after one with a higher number. Throws {@link MigrationError} when the database has a file that this code does not
 * know (it is newer: going on would corrupt what its own code wrote) or has it with another content.
 */
export function nextMigration(
  files: readonly MigrationFile[],
  applied: readonly AppliedMigration[],
): MigrationFile | null {
  const known = new Map(files.map((file) => [file.file, file]));
  for (const { file, checksum } of applied) {
    const own = known.get(file);
    if (own === undefined) {
      throw new MigrationError(
        'database-newer',
        `The database is newer than this code: it has ${file}, which this version does not know. Run the newer version.`,
      );
    }
    if (own.checksum !== checksum) {
      throw new MigrationError(
        'migration-changed',
        `${file} was applied with another content. A migration that was applied never changes: restore it, and write a new one.`,
      );
    }
  }
  const done = new Set(applied.map(({ file }) => file));
  return files.find(({ file }) => !done.has(file)) ?? null;
}
