import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { MigrationError } from './migration-error.js';

/** One numbered SQL file. */
export interface MigrationFile {
  /** File name, `NNNN-name.sql`: the identity of the migration. */
  readonly file: string;
  readonly sql: string;
  /** SHA-256 of the content, hexadecimal. */
  readonly checksum: string;
}

/** Beside `src` and `dist`, so that the path is the same from either. */
const shippedFolder = new URL('../../migrations/', import.meta.url);

const namePattern = /^(\d{4})-[a-z0-9-]+\.sql$/;

/** All migrations, in the order of their numbers. Throws {@link MigrationError} when names or numbers are not sound. */
export async function readMigrationFiles(folder: URL = shippedFolder): Promise<readonly MigrationFile[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort();
  checkNames(files);
  return Promise.all(
    files.map(async (file) => {
      const sql = await readFile(new URL(file, folder), 'utf8');
      return { file, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

function checkNames(files: readonly string[]): void {
  const byNumber = new Map<string, string>();
  for (const file of files) {
    const number = namePattern.exec(file)?.[1];
    if (number === undefined) {
      throw new MigrationError('bad-migration-name', `${file}: a migration is named NNNN-name.sql.`);
    }
    const other = byNumber.get(number);
    if (other !== undefined) {
      throw new MigrationError('duplicate-migration', `${other} and ${file} have the same number.`);
    }
    byNumber.set(number, file);
  }
}
