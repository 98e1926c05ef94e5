/**
 * The servers of one test run. Plain JavaScript on the built libraries: Jest loads its global setup outside of the module
 * system that the tests get. Test files learn of it by environment variables, which the workers inherit.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  databasePrefix,
  holdRun,
  namePrefix,
  onServer,
  removeAbandonedRuns,
  removeRun,
} from './test-run.mjs';

const homePrefix = 'throughline-test-';

/** Lives as long as the run: `{ starting, stack?, servers, run, release }`. */
const state = Symbol.for('throughline.test-stack');

const names = ['THROUGHLINE_KAFKA_BROKERS', 'THROUGHLINE_REGISTRY_URL', 'THROUGHLINE_DATABASE_URL'];

/** @returns {import('./test-run.mjs').Servers | undefined} */
function ownServers(env) {
  const missing = names.filter((name) => !env[name]);
  if (missing.length === names.length) return undefined;
  if (missing.length > 0)
    throw new Error(
      `${missing.join(' and ')} not set: tests use all three servers of yours, or start their own.`,
    );
  const [brokers, registryUrl, databaseUrl] = names.map((name) => env[name]);
  return { brokers, registryUrl, databaseUrl };
}

async function built(name) {
  try {
    return await import(name);
  } catch (cause) {
    throw new Error(
      `The tests on real servers use the built ${name}: run "npx nx run-many -t build" first.`,
      { cause },
    );
  }
}

/** A run that is starting has a directory before it has a lock. */
const oldEnoughMs = 10 * 60_000;

/** A run that was interrupted could not remove its directory. */
async function removeAbandonedHomes(isHomeInUse) {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(homePrefix));
  for (const home of names.map((name) => join(tmpdir(), name))) {
    const { mtimeMs } = await stat(home).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs < oldEnoughMs || (await isHomeInUse(home))) continue;
    await rm(home, { recursive: true, force: true });
  }
}

async function startEphemeral() {
  const { startLocalStack, isHomeInUse } = await built('@throughline/local-stack');
  await removeAbandonedHomes(isHomeInUse);
  const home = await mkdtemp(join(tmpdir(), homePrefix));
  const stack = await startLocalStack({ home, ephemeral: true });
  stack.onUnexpectedExit(({ name, code, signal }) => {
    process.stderr.write(`\n${name} of the test stack ended (exit code ${code}, signal ${signal}).\n`);
  });
  return stack;
}

function withDatabase(databaseUrl, name) {
  const url = new URL(databaseUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** Every file gets a copy of this database: migrating once and copying costs less than migrating for each. */
async function createTemplate(databaseUrl, template) {
  await onServer(databaseUrl, (client) =>
    client.query(`CREATE DATABASE ${client.escapeIdentifier(template)}`),
  );
  const { migrate } = await built('@throughline/storage');
  await migrate({ databaseUrl: withDatabase(databaseUrl, template) });
}

async function start() {
  const run = randomBytes(4).toString('hex');
  const own = ownServers(process.env);
  const stack = own ? undefined : await startEphemeral();
  const servers = own ?? stack.settings;
  const held = Object.assign(globalThis[state], { stack, servers, run });
  held.release = await holdRun(servers.databaseUrl, run);
  if (own) await removeAbandonedRuns(servers);
  const template = `${databasePrefix(run)}template`;
  await createTemplate(servers.databaseUrl, template);
  Object.assign(process.env, {
    THROUGHLINE_TEST_BROKERS: servers.brokers,
    THROUGHLINE_TEST_REGISTRY_URL: servers.registryUrl,
    THROUGHLINE_TEST_DATABASE_URL: servers.databaseUrl,
    THROUGHLINE_TEST_TEMPLATE: template,
    THROUGHLINE_TEST_DATABASE_PREFIX: databasePrefix(run),
    THROUGHLINE_TEST_NAME_PREFIX: namePrefix(run),
  });
}

export async function startTestStack() {
  globalThis[state] ??= {};
  globalThis[state].starting ??= start();
  try {
    await globalThis[state].starting;
  } catch (error) {
    // Jest runs no teardown after a setup that failed.
    await stopTestStack();
    throw error;
  }
}

/** The stack of the run goes with everything on it; on servers that outlive the run, what the run has created goes. */
export async function stopTestStack() {
  const held = globalThis[state];
  delete globalThis[state];
  try {
    if (held?.servers && !held.stack) await removeRun(held.servers, held.run);
  } finally {
    await held?.release?.();
    await held?.stack?.stop();
  }
}
