import { randomBytes } from 'node:crypto';
import kafkajs from 'kafkajs';
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
  /** Drops the database (connections or not) and the topics. Call it in `afterAll`, after closing what the file has opened. */
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

async function deleteTopics(brokers: string, prefix: string): Promise<void> {
  const client = new kafkajs.Kafka({ brokers: brokers.split(','), logLevel: kafkajs.logLevel.NOTHING });
  const admin = client.admin();
  await admin.connect();
  try {
    const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(prefix));
    if (topics.length > 0) await admin.deleteTopics({ topics });
  } finally {
    await admin.disconnect();
  }
}

/**
 * A database copied from the migrated template, and prefixes that no other file has. Await it at the top of a file or in `beforeAll`.
 * What is not cleaned up goes with the run.
 */
export async function useTestScope(): Promise<TestScope> {
  const id = randomBytes(6).toString('hex');
  const name = `throughline_test_${setting('THROUGHLINE_TEST_RUN')}_${id}`;
  const brokers = setting('THROUGHLINE_TEST_BROKERS');
  const topicPrefix = `test-${id}.`;
  await onServer((client) =>
    client.query(`CREATE DATABASE ${name} TEMPLATE ${setting('THROUGHLINE_TEST_TEMPLATE')}`),
  );
  return {
    databaseUrl: databaseUrl(name),
    brokers,
    registryUrl: setting('THROUGHLINE_TEST_REGISTRY_URL'),
    topicPrefix,
    groupPrefix: `test-${id}-`,
    cleanup: async () => {
      await onServer((client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
      // The servers of the run take their topics with them; servers that outlive it must not collect them.
      if (setting('THROUGHLINE_TEST_KEEPS_TOPICS') === 'false') await deleteTopics(brokers, topicPrefix);
    },
  };
}
