import { execFile } from 'node:child_process';
import { chown, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LocalStackError } from '../errors.js';
import { type Site } from '../part.js';
import { versions } from '../versions.js';
import { type PostgresBinaries } from './binaries.js';
import { type ServerUser } from './server-user.js';

/** Where and by whom it is made: both the directory and the programs are in the user's reach. */
export type ClusterSite = { binaries: PostgresBinaries; directory: string; user: ServerUser | undefined };

const run = promisify(execFile);
const halfDone = 'initdb-';

/** The same sort order and encoding on every machine, whatever locales it has. `docker-compose.yml` says the same. */
export const initdbArguments = [
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
] as const;

async function storedMajor(data: string): Promise<number | undefined> {
  const text = await readFile(join(data, 'PG_VERSION'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : Number.parseInt(text, 10);
}

/** initdb writes aside and the result is moved in place at once: an interrupted one is never taken for a database. */
async function initialise(
  site: Site,
  { binaries, directory, user }: ClusterSite,
  password: string,
): Promise<void> {
  for (const name of await readdir(directory))
    if (name.startsWith(halfDone)) await rm(join(directory, name), { recursive: true });
  const work = await mkdtemp(join(directory, halfDone));
  const passwordFile = join(work, 'password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user) for (const path of [work, passwordFile]) await chown(path, user.uid, user.gid);
  const access = ['--auth=scram-sha-256', '--username=postgres', `--pwfile=${passwordFile}`];
  const speed = site.ephemeral ? ['--no-sync'] : [];
  try {
    await run(binaries.initdb, [`--pgdata=${join(work, 'data')}`, ...access, ...initdbArguments, ...speed], {
      cwd: work,
      env: { ...process.env, LC_ALL: 'C' },
      signal: site.household.signal,
      ...user,
    });
  } catch (cause) {
    throw new LocalStackError(
      'PART_FAILED',
      `PostgreSQL's data directory could not be created: ${(cause as { stderr?: string }).stderr ?? String(cause)}`,
      { cause },
    );
  }
  await rename(join(work, 'data'), join(directory, 'data'));
  await rm(work, { recursive: true });
}

/** The data directory, created on the first start. Throws `HOME_INCOMPATIBLE` when another major version of PostgreSQL wrote it. */
export async function ensureCluster(site: Site, cluster: ClusterSite, password: string): Promise<string> {
  const data = join(cluster.directory, 'data');
  const major = await storedMajor(data);
  if (major === undefined) {
    site.progress({ step: 'postgres', detail: 'creating its data directory' });
    await initialise(site, cluster, password);
  } else if (major !== versions.postgresMajor) {
    throw new LocalStackError(
      'HOME_INCOMPATIBLE',
      `${data} was written by PostgreSQL ${major}, this is PostgreSQL ${versions.postgresMajor}. Move ${site.layout.home} away (what it holds is local data), or name another THROUGHLINE_HOME.`,
    );
  }
  return data;
}
