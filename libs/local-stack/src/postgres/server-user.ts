import { execFile } from 'node:child_process';
import { chmod, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { LocalStackError } from '../errors.js';

const run = promisify(execFile);

export type ServerUser = { uid: number; gid: number };

const userName = 'postgres';

async function lookUp(): Promise<ServerUser | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', userName]), run('id', ['-g', userName])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined;
  }
}

async function create(): Promise<void> {
  try {
    await run('useradd', ['--system', '--user-group', '--no-create-home', userName]);
  } catch {
    // Another start may have created it in this instant: the look-up that follows decides.
  }
}

/** PostgreSQL refuses to run as root: then it runs as the user `postgres`, who is created when there is none. Undefined: as whoever we are. */
export async function serverUser(): Promise<ServerUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const known = await lookUp();
  if (known) return known;
  await create();
  const made = await lookUp();
  if (made) return made;
  throw new LocalStackError(
    'POSTGRES_UNAVAILABLE',
    'PostgreSQL does not run as root, and there is no user postgres to run it as: create one (useradd --system postgres) or start as another user.',
  );
}

/** Lets others pass through (not list) a directory of ours, and makes sure that they can reach it. Throws `HOME_UNREACHABLE`. */
export async function letThrough(home: string): Promise<void> {
  const { mode } = await stat(home);
  await chmod(home, (mode & 0o7777) | 0o011);
  await requireReachable(home, 'the data directory');
}

/** As root we reach everything; the user whom PostgreSQL runs as does not. */
export async function requireReachable(path: string, what: string): Promise<void> {
  for (let at = dirname(path); ; at = dirname(at)) {
    if (((await stat(at)).mode & 0o001) === 0) {
      throw new LocalStackError(
        'HOME_UNREACHABLE',
        `PostgreSQL runs as the user postgres here, since we are root, and cannot reach ${what} ${path}: ${at} lets nobody else through.\nUse another place (THROUGHLINE_HOME, or a checkout elsewhere), run chmod o+x ${at}, or start as another user.`,
      );
    }
    if (at === dirname(at)) return;
  }
}
