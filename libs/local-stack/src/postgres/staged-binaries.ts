import { createHash } from 'node:crypto';
import { access, chmod, cp, lstat, mkdtemp, readdir, readlink, rename, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { inTurn } from '../processes/turns.js';
import { type PostgresBinaries } from './binaries.js';
import { ensureShared } from './machine-directory.js';
import { canRun, type ServerUser } from './server-user.js';

const halfDone = '.copying-';

async function entries(directory: string): Promise<string[]> {
  const found = await readdir(directory, { recursive: true, withFileTypes: true });
  return found.map((entry) => join(entry.parentPath, entry.name)).sort();
}

/** Tells one installation from another by what it consists of: a newer one, or one whose links npm had not made, is another. */
async function fingerprint(installation: string): Promise<string> {
  const hash = createHash('sha256');
  for (const path of await entries(installation)) {
    const info = await lstat(path);
    const content = info.isSymbolicLink() ? await readlink(path) : info.isFile() ? info.size : '';
    hash.update(`${relative(installation, path)}\0${content}\0`);
  }
  return hash.digest('hex').slice(0, 16);
}

/** Whatever umask npm ran with. */
async function letAllRead(directory: string): Promise<void> {
  await chmod(directory, 0o755);
  for (const path of await entries(directory)) {
    const info = await lstat(path);
    if (info.isDirectory()) await chmod(path, 0o755);
    else if (info.isFile()) await chmod(path, info.mode & 0o100 ? 0o755 : 0o644);
  }
}

async function copyInto(directory: string, installation: string): Promise<void> {
  const root = dirname(directory);
  for (const name of await readdir(root))
    if (name.startsWith(halfDone)) await rm(join(root, name), { recursive: true, force: true });
  const work = await mkdtemp(join(root, halfDone));
  try {
    await cp(installation, work, { recursive: true, verbatimSymlinks: true });
    await letAllRead(work);
    await rename(work, directory);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * The programs where the user can run them: as npm has installed them, else a copy of the whole installation (60 MB) in the
 * directory of the machine, made once. The copy is moved in place when whole: half of one is never used.
 */
export async function runnableBinaries(
  installed: PostgresBinaries,
  user: ServerUser | undefined,
  { machine, signal }: { machine: string; signal: AbortSignal },
): Promise<PostgresBinaries> {
  if (user === undefined || (await canRun(installed.postgres, user))) return installed;
  const installation = dirname(dirname(installed.postgres));
  const root = await ensureShared(machine, 'postgresql', user, installation);
  const directory = join(root, await fingerprint(installation));
  await inTurn({ file: join(root, 'copy.lock'), signal }, async () => {
    const there = await access(directory).then(
      () => true,
      () => false,
    );
    if (!there) await copyInto(directory, installation);
  });
  const copied = (program: string) => join(directory, relative(installation, program));
  return { initdb: copied(installed.initdb), postgres: copied(installed.postgres) };
}
