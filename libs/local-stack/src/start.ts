import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { LocalStackError } from './errors.js';
import { ensureCredentials } from './home/credentials.js';
import { createHome, type HomeLayout, homeLayout } from './home/layout.js';
import { readRecord, type StackRecord, writeRecord } from './home/record.js';
import { ensureJars } from './jars.js';
import { type StartedBroker, startBroker } from './kafka/broker.js';
import { type Site, type StartedPart } from './part.js';
import { defaultPorts, loopback, PortChooser, type PortPreferences } from './ports.js';
import { databaseUrl } from './postgres/databases.js';
import { removePlace } from './postgres/place.js';
import { startPostgres } from './postgres/postgres.js';
import { Household } from './processes/household.js';
import { endLeftovers } from './processes/leftovers.js';
import { type Lock, lockHolder, type LockHolder, tryLock } from './processes/lock.js';
import { registryUrl, startRegistry } from './registry/registry.js';
import { requireJava } from './requirements.js';
import {
  type LocalStack,
  type LocalStackOptions,
  type LocalStackSettings,
  type StackProcess,
} from './stack.js';

/** PostgreSQL goes last: the registry writes to it until its end. */
const lastToStop = 'postgres';

/** How long `reuse` waits for a stack that another process is starting at this moment. */
const othersReadyWithinMs = 15 * 60_000;

type Booted = { record: StackRecord; settings: LocalStackSettings; processes: StackProcess[] };

/** How the last start's ports, the caller's wishes and the defaults are put in order. Throw-away stacks leave the defaults to others. */
function preferences(options: LocalStackOptions, last: StackRecord | undefined): PortPreferences[] {
  const wishes: PortPreferences[] = [options.ports ?? {}];
  if (last) wishes.push(last.ports);
  if (!options.ephemeral) wishes.push(defaultPorts);
  return wishes;
}

/** Starts the parts side by side: PostgreSQL while the jars are fetched, the registry as soon as both are there. */
async function startParts(
  site: Site,
  ports: PortChooser,
): Promise<[StartedBroker, StartedPart, StartedPart, string]> {
  const credentials = await ensureCredentials(site.layout);
  const java = requireJava();
  const jars = java.then(() => ensureJars(site));
  const postgres = startPostgres(site, ports, credentials);
  const kafka = Promise.all([java, jars]).then(([command, found]) =>
    startBroker(site, command, found, ports),
  );
  const registry = Promise.all([java, jars, postgres]).then(([command, found, { port }]) =>
    startRegistry(site, command, found, ports, {
      port,
      name: 'registry',
      user: 'registry',
      password: credentials.registry,
    }),
  );
  const parts = [kafka, registry, postgres] as const;
  try {
    const [broker, schemas, database] = await Promise.all(parts);
    return [broker, schemas, database, databaseUrl(database.port, 'throughline', credentials.throughline)];
  } catch (error) {
    await site.household.stop(lastToStop);
    await Promise.allSettled(parts);
    throw error;
  }
}

async function boot(site: Site, options: LocalStackOptions, token: string): Promise<Booted> {
  const { layout } = site;
  await createHome(layout);
  await endLeftovers(layout.home, layout.pids);
  const ports = new PortChooser(preferences(options, await readRecord(layout)));
  const [kafka, registry, postgres, url] = await startParts(site, ports);
  const settings = {
    brokers: `${loopback}:${kafka.port}`,
    registryUrl: registryUrl(registry.port),
    databaseUrl: url,
  };
  const processes = [kafka, registry, postgres].map(({ name, pid, port }) => ({ name, pid, port }));
  const record = {
    ports: {
      kafka: kafka.port,
      controller: kafka.controllerPort,
      registry: registry.port,
      postgres: postgres.port,
    },
    running: { token, settings, processes },
  };
  await writeRecord(layout, record);
  return { record, settings, processes };
}

async function removeHome(layout: HomeLayout): Promise<void> {
  await removePlace(layout);
  await rm(layout.home, { recursive: true, force: true, maxRetries: 3 });
}

function stopper(site: Site, lock: Lock, record: StackRecord): () => Promise<void> {
  const stop = async () => {
    await site.household.stop(lastToStop);
    if (site.ephemeral) return removeHome(site.layout);
    await writeRecord(site.layout, { ports: record.ports });
    await lock.release();
  };
  let stopping: Promise<void> | undefined;
  return () => (stopping ??= stop());
}

async function start(layout: HomeLayout, lock: Lock, options: LocalStackOptions): Promise<LocalStack> {
  const household = new Household();
  const site: Site = {
    layout,
    household,
    ephemeral: options.ephemeral ?? false,
    progress: options.onProgress ?? (() => undefined),
  };
  try {
    const { record, settings, processes } = await boot(site, options, lock.token);
    return {
      settings,
      home: layout.home,
      processes,
      onUnexpectedExit: (callback) => household.onUnexpectedExit(callback),
      stop: stopper(site, lock, record),
    };
  } catch (error) {
    await household.stop(lastToStop);
    await lock.release();
    throw error;
  }
}

function lockedBy(layout: HomeLayout, holder: LockHolder): LocalStackError {
  return new LocalStackError(
    'HOME_LOCKED',
    `Process ${holder.pid} already runs a local stack in ${layout.home}. Use it (its settings are in ${layout.record}), stop it with Ctrl-C or kill ${holder.pid}, or name another THROUGHLINE_HOME.`,
    { holderPid: holder.pid },
  );
}

/** The settings of the stack that the holder runs, once it is ready; undefined when it has not said so yet. */
async function running(layout: HomeLayout, holder: LockHolder): Promise<LocalStack | undefined> {
  const record = await readRecord(layout);
  if (record?.running?.token !== holder.token) return undefined;
  const { settings, processes } = record.running;
  return {
    settings,
    home: layout.home,
    processes,
    onUnexpectedExit: () => undefined,
    stop: () => Promise.resolve(),
  };
}

/** Whether a process runs, starts or stops a stack in this home. */
export async function isHomeInUse(home: string): Promise<boolean> {
  return (await lockHolder(homeLayout(home).lock)) !== undefined;
}

/**
 * Starts Kafka, the schema registry and PostgreSQL on this machine, and resolves when all three serve. They end when
 * `stop()` is called and also when this process ends, however it does.
 *
 * Throws `LocalStackError`; its `code` and message say what to do. Data, logs, lock and passwords lie under `home`.
 */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const layout = homeLayout(options.home);
  await mkdir(dirname(layout.lock), { recursive: true });
  const giveUpAt = performance.now() + othersReadyWithinMs;
  for (;;) {
    const attempt = await tryLock(layout.lock);
    if ('lock' in attempt) return start(layout, attempt.lock, options);
    if (!options.reuse || performance.now() > giveUpAt) throw lockedBy(layout, attempt.holder);
    const stack = await running(layout, attempt.holder);
    if (stack) return stack;
    options.onProgress?.({
      step: 'home',
      detail: `waiting for process ${attempt.holder.pid}, which is starting it`,
    });
    await pause(200);
  }
}
