import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LocalStackError } from '../errors.js';
import { canEnter, type ServerUser } from './server-user.js';

/**
 * Where root keeps what the user postgres must reach when the checkout or the home lies below a directory that lets nobody else
 * through, as `/root` does. Only root may write above it, so nobody else can put programs there.
 */
export const machineDirectory = '/var/lib/throughline';

/** A directory in it, for root to write and for all to read. Throws `HOME_UNREACHABLE` when that cannot be. */
export async function ensureShared(
  machine: string,
  name: string,
  user: ServerUser,
  what: string,
): Promise<string> {
  const directory = join(machine, name);
  let cause: unknown;
  try {
    await mkdir(directory, { recursive: true });
    for (const path of [machine, directory]) await chmod(path, 0o755);
    if (await canEnter(directory, user)) return directory;
  } catch (error) {
    cause = error;
  }
  throw new LocalStackError(
    'HOME_UNREACHABLE',
    `PostgreSQL runs as the user postgres here, since we are root. It can reach neither ${what} nor ${directory}, where that would go instead. Use another place (THROUGHLINE_HOME, or a checkout elsewhere), let others through the directories above (chmod o+x), or start as another user.`,
    { cause },
  );
}
