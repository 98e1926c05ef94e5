import { readFile, rm } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { isLocalStackError } from '../errors.js';
import { type Credentials } from '../home/credentials.js';
import { onFreePort, type Site, type StartedPart, startPart } from '../part.js';
import { loopback, type PortChooser } from '../ports.js';
import { commandLine } from '../processes/identity.js';
import { askUntil } from '../waiting.js';
import { type PostgresBinaries, postgresBinaries } from './binaries.js';
import { ensureCluster } from './cluster.js';
import { answersQueries, ensureDatabases } from './databases.js';
import { machineDirectory } from './machine-directory.js';
import { postgresDirectory } from './place.js';
import { serverUser, type ServerUser } from './server-user.js';
import { runnableBinaries } from './staged-binaries.js';

function serverSettings(ephemeral: boolean): string[] {
  const settings = {
    listen_addresses: loopback,
    // Sockets on the file system have a length limit that a deep home breaks.
    unix_socket_directories: '',
    max_connections: '200',
    ...(ephemeral ? { fsync: 'off', full_page_writes: 'off' } : {}),
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/**
 * PostgreSQL refuses to start when its pid file names a running process of its user, which after a crash may be anybody's.
 * The caller holds the home and has ended what was left of the last start, so only a server with this very directory counts.
 */
async function clearStalePidFile(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid');
  const pid = Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10);
  if (Number.isNaN(pid)) return;
  if (!(await commandLine(pid))?.includes(data)) await rm(file, { force: true });
}

/** Backends of a killed server go within moments; until then the next one refuses to share their memory. */
async function afterOldBackends(start: () => Promise<StartedPart>): Promise<StartedPart> {
  let started: StartedPart | undefined;
  let refusal: unknown;
  await askUntil(
    async () => {
      try {
        started = await start();
      } catch (error) {
        refusal = error;
      }
      return (
        started !== undefined ||
        !(
          isLocalStackError(refusal, 'PART_FAILED') &&
          refusal.logTail.includes('pre-existing shared memory block')
        )
      );
    },
    { timeoutMs: 15_000, everyMs: 200 },
  );
  if (started) return started;
  throw refusal;
}

/** Where the programs come from, and where root keeps what the user postgres must reach. */
type PostgresSources = { installed: () => Promise<PostgresBinaries>; machine: string };

/** Starts PostgreSQL with the databases `throughline` and `registry`. */
export async function startPostgres(
  site: Site,
  ports: PortChooser,
  credentials: Credentials,
  { installed = postgresBinaries, machine = machineDirectory }: Partial<PostgresSources> = {},
): Promise<StartedPart> {
  const [found, user] = await Promise.all([installed(), serverUser()]);
  const binaries = await runnableBinaries(found, user, { machine, signal: site.household.signal });
  const directory = await postgresDirectory(site, user, machine);
  const data = await ensureCluster(site, { binaries, directory, user }, credentials.postgres);
  await clearStalePidFile(data);
  const started = await onFreePort(async () => {
    const port = await ports.choose('postgres');
    return afterOldBackends(() =>
      startPart(site, {
        name: 'postgres',
        port,
        command: binaries.postgres,
        args: [
          ...['-D', `${data}${sep}`, '-p', String(port), ...serverSettings(site.ephemeral)],
          // For the next start to know it by: its data may lie outside of the home.
          ...['-c', `throughline.home=${site.layout.home}${sep}`],
        ],
        cwd: data,
        env: { LC_ALL: 'C' },
        ...withUser(user),
        // Fast shutdown; for what is thrown away the immediate one, which unlike a kill leaves no shared memory behind.
        stopSignal: site.ephemeral ? 'SIGQUIT' : 'SIGINT',
        isReady: () => answersQueries(port, credentials),
      }),
    );
  });
  await ensureDatabases(started.port, credentials);
  return started;
}

function withUser(user: ServerUser | undefined): { user?: ServerUser } {
  return user ? { user } : {};
}
