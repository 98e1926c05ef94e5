import { execFile } from 'node:child_process';
import { chmod, stat } from 'node:fs/promises';
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

/** Whether the user can pass through a directory. As root we reach everything, so we ask as that user. */
export async function canEnter(directory: string, user: ServerUser): Promise<boolean> {
  return succeeds('test', ['-x', directory], user);
}

/** Whether the user can run a server's program, with the libraries that it loads. */
export async function canRun(program: string, user: ServerUser): Promise<boolean> {
  return succeeds(program, ['--version'], user);
}

async function succeeds(program: string, args: string[], user: ServerUser): Promise<boolean> {
  return run(program, args, { cwd: '/', ...user }).then(
    () => true,
    () => false,
  );
}

/** Lets others pass through (not list) a directory of ours. */
export async function letThrough(directory: string): Promise<void> {
  const { mode } = await stat(directory);
  await chmod(directory, (mode & 0o7777) | 0o011);
}
