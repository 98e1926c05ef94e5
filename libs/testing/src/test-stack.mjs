/**
 * The servers of one test run. Plain JavaScript on the built libraries: Jest loads its global setup outside of the module
 * system that the tests get. Test files learn of it by environment variables, which the workers inherit.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

const homePrefix = 'throughline-test-';

/** Lives as long as the run: `{ starting, stack?, run }`. */
const state = Symbol.for('throughline.test-stack');

/** @returns {{ brokers: string, registryUrl: string, databaseUrl: string } | undefined} */
function ownServers(env) {
  const {
    THROUGHLINE_KAFKA_BROKERS: brokers,
    THROUGHLINE_REGISTRY_URL: registryUrl,
    THROUGHLINE_DATABASE_URL: databaseUrl,
  } = env;
  return brokers && registryUrl && databaseUrl ? { brokers, registryUrl, databaseUrl } : undefined;
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

async function onServer(databaseUrl, task) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return await task(client);
  } finally {
    await client.end();
  }
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
  if (migrate) await migrate({ databaseUrl: withDatabase(databaseUrl, template) });
}

async function start() {
  const run = randomBytes(4).toString('hex');
  const servers = ownServers(process.env);
  const stack = servers ? undefined : await startEphemeral();
  const { brokers, registryUrl, databaseUrl } = servers ?? stack.settings;
  Object.assign(globalThis[state], { stack, run, databaseUrl });
  const template = `throughline_test_${run}_template`;
  await createTemplate(databaseUrl, template);
  Object.assign(process.env, {
    THROUGHLINE_TEST_BROKERS: brokers,
    THROUGHLINE_TEST_REGISTRY_URL: registryUrl,
    THROUGHLINE_TEST_DATABASE_URL: databaseUrl,
    THROUGHLINE_TEST_TEMPLATE: template,
    THROUGHLINE_TEST_RUN: run,
    THROUGHLINE_TEST_KEEPS_TOPICS: stack ? 'true' : 'false',
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

/** What files did not clean up, on servers that outlive the run. */
async function dropDatabases({ databaseUrl, run }) {
  await onServer(databaseUrl, async (client) => {
    const { rows } = await client.query('SELECT datname FROM pg_database WHERE starts_with(datname, $1)', [
      `throughline_test_${run}_`,
    ]);
    for (const { datname } of rows) {
      await client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(datname)} WITH (FORCE)`);
    }
  });
}

export async function stopTestStack() {
  const held = globalThis[state];
  delete globalThis[state];
  if (held?.stack) return held.stack.stop();
  if (held?.databaseUrl) await dropDatabases(held);
}
