import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import pg from 'pg';
import { ensureCredentials } from '../home/credentials.js';
import { createHome, homeLayout } from '../home/layout.js';
import { type Site } from '../part.js';
import { PortChooser } from '../ports.js';
import { processIdentity } from '../processes/identity.js';
import { Household } from '../processes/household.js';
import { endLeftovers } from '../processes/leftovers.js';
import { type PostgresBinaries, postgresBinaries } from './binaries.js';
import { databaseUrl } from './databases.js';
import { removePlace } from './place.js';
import { startPostgres } from './postgres.js';
import { canEnter, serverUser } from './server-user.js';

let open: string;
let closed: string;
const households: Household[] = [];

beforeEach(async () => {
  open = await mkdtemp(join(tmpdir(), 'throughline-reach-'));
  await chmod(open, 0o755);
  closed = join(open, 'closed');
  await mkdir(closed, { mode: 0o700 });
});
afterEach(async () => {
  await Promise.all(households.splice(0).map((household) => household.stop('postgres')));
  await rm(open, { recursive: true, force: true });
});

/** The programs as npm has installed them, in a checkout somewhere else. */
async function installedIn(checkout: string): Promise<PostgresBinaries> {
  const { initdb, postgres } = await postgresBinaries();
  const native = join(checkout, 'node_modules', 'native');
  await cp(dirname(dirname(postgres)), native, { recursive: true, verbatimSymlinks: true });
  return {
    initdb: join(native, 'bin', basename(initdb)),
    postgres: join(native, 'bin', basename(postgres)),
  };
}

async function start(home: string, options: { ephemeral: boolean; installed?: PostgresBinaries }) {
  const layout = homeLayout(home);
  await createHome(layout);
  const household = new Household();
  households.push(household);
  const site: Site = { layout, household, ephemeral: options.ephemeral, progress: () => undefined };
  const credentials = await ensureCredentials(layout);
  const { installed } = options;
  const started = await startPostgres(site, new PortChooser([]), credentials, {
    machine: join(open, 'machine'),
    ...(installed ? { installed: () => Promise.resolve(installed) } : {}),
  });
  return { ...started, site, url: databaseUrl(started.port, 'throughline', credentials.throughline) };
}

async function query(connectionString: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

const places = async () =>
  (await readdir(join(open, 'machine', 'homes'))).filter((name) => name.startsWith('home-'));
const keptSomewhere = { ephemeral: false };
const throwAway = { ephemeral: true };

// Anybody else runs PostgreSQL as themselves, and reaches what is theirs.
const asRoot = process.getuid?.() === 0 ? describe : describe.skip;

asRoot('PostgreSQL of a root below a directory that lets nobody else through', () => {
  it('runs from copied programs on data outside of the home, and finds both again', async () => {
    const installed = await installedIn(closed);
    // As npm leaves it with the umask 077.
    await chmod(dirname(installed.postgres), 0o700);
    expect(await canEnter(closed, (await serverUser())!)).toBe(false);
    const home = join(closed, 'home');
    const first = await start(home, { ...keptSomewhere, installed });
    await query(first.url, "CREATE TABLE kept AS SELECT 'still here' AS value");
    await first.site.household.stop('postgres');

    const second = await start(home, { ...keptSomewhere, installed });

    expect(await query(second.url, 'SELECT value FROM kept')).toEqual([{ value: 'still here' }]);
    expect(await places()).toHaveLength(1);
    expect(await readdir(join(open, 'machine', 'postgresql'))).toHaveLength(1);
    expect((await stat(closed)).mode & 0o777).toBe(0o700);
  });

  it('is found and ended by the next start when its owner was killed', async () => {
    const home = join(closed, 'home');
    const { pid, site } = await start(home, throwAway);
    await endLeftovers(home, site.layout.pids);
    expect(await processIdentity(pid)).toBeUndefined();
  });

  it('has its data removed with a throw-away home, and by the next start when the home went without them', async () => {
    const gone = join(closed, 'gone');
    await (await start(gone, throwAway)).site.household.stop('postgres');
    await rm(gone, { recursive: true });
    const left = await places();

    const next = await start(join(closed, 'next'), throwAway);
    expect(await places()).toHaveLength(1);
    expect(await places()).not.toEqual(left);

    await next.site.household.stop('postgres');
    await removePlace(next.site.layout);
    expect(await places()).toEqual([]);
  });

  it('keeps the data of a home that was moved, and refuses two homes on the same data', async () => {
    const [home, moved, copy] = ['home', 'moved', 'copy'].map((name) => join(closed, name)) as [
      string,
      string,
      string,
    ];
    await (await start(home, keptSomewhere)).site.household.stop('postgres');
    await rename(home, moved);
    await (await start(join(closed, 'other'), keptSomewhere)).site.household.stop('postgres');
    const again = await start(moved, keptSomewhere);
    expect(await query(again.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);

    await cp(moved, copy, { recursive: true });
    await expect(start(copy, keptSomewhere)).rejects.toMatchObject({
      code: 'HOME_INCOMPATIBLE',
      message: expect.stringContaining(moved),
    });
  });

  it('refuses a home whose data outside of it are gone, rather than to begin with an empty database', async () => {
    const home = join(closed, 'home');
    await (await start(home, keptSomewhere)).site.household.stop('postgres');
    await rm(join(open, 'machine'), { recursive: true });
    await expect(start(home, keptSomewhere)).rejects.toMatchObject({ code: 'HOME_INCOMPATIBLE' });
  });

  it('refuses when not even the directory of the machine can be reached', async () => {
    await chmod(open, 0o700);
    await expect(start(join(closed, 'home'), keptSomewhere)).rejects.toMatchObject({
      code: 'HOME_UNREACHABLE',
    });
  });
});

asRoot('PostgreSQL of a root where everybody can pass', () => {
  it('keeps its data in the home and copies nothing', async () => {
    const home = join(open, 'home');
    await start(home, { ...throwAway, installed: await installedIn(open) });
    expect(await readFile(join(home, 'postgres', 'data', 'PG_VERSION'), 'utf8')).toBe('18\n');
    await expect(stat(join(open, 'machine'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
