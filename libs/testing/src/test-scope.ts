import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** What one test file has for itself on the servers that all files of the run share. */
export type TestScope = {
  /** A database of its own, migrated and empty. */
  databaseUrl: string;
  /** Comma-separated `host:port`. */
  brokers: string;
  registryUrl: string;
  /** Ends in a dot, in place of `throughline.`: every topic of the file starts with it. */
  topicPrefix: string;
  /** Ends in a dash: every consumer group of the file starts with it. */
  groupPrefix: string;
  /** Drops the database, connections or not. Call it in `afterAll`, after closing what the file has opened. Topics, groups and subjects go with the run. */
  cleanup: () => Promise<void>;
};

function setting(name: string): string {
  const value = process.env[name];
  if (value !== undefined) return value;
  throw new Error(
    `${name} is not set: tests on real servers run in the Jest projects int and e2e, whose global setup starts them.`,
  );
}

async function onServer(task: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: setting('THROUGHLINE_TEST_DATABASE_URL') });
  await client.connect();
  try {
    await task(client);
  } finally {
    await client.end();
  }
}

function databaseUrl(name: string): string {
  const url = new URL(setting('THROUGHLINE_TEST_DATABASE_URL'));
  url.pathname = `/${name}`;
  return url.href;
}

/**
 * A database copied from the migrated template, and prefixes that no other file has. Await it at the top of a file or in `beforeAll`.
 * What is not cleaned up goes with the run.
 */
export async function useTestScope(): Promise<TestScope> {
  const id = randomBytes(6).toString('hex');
  const name = `${setting('THROUGHLINE_TEST_DATABASE_PREFIX')}${id}`;
  const prefix = `${setting('THROUGHLINE_TEST_NAME_PREFIX')}${id}`;
  await onServer((client) =>
    client.query(`CREATE DATABASE ${name} TEMPLATE ${setting('THROUGHLINE_TEST_TEMPLATE')}`),
  );
  return {
    databaseUrl: databaseUrl(name),
    brokers: setting('THROUGHLINE_TEST_BROKERS'),
    registryUrl: setting('THROUGHLINE_TEST_REGISTRY_URL'),
    topicPrefix: `${prefix}.`,
    groupPrefix: `${prefix}-`,
    cleanup: () => onServer((client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)),
  };
}
