import { SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry';
import { afterEach, describe, expect, it } from '@jest/globals';
import { migrate } from '@throughline/storage';
import kafkajs from 'kafkajs';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { databasePrefix, holdRun, namePrefix, removeAbandonedRuns, removeRun } from './test-run.mjs';
import { type TestScope, useTestScope } from './test-scope.js';
import { until } from './until.js';

const scopes: TestScope[] = [];
const releases: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(releases.splice(0).map((release) => release()));
  await Promise.all(scopes.splice(0).map((scope) => scope.cleanup()));
});

async function newScope(): Promise<TestScope> {
  const scope = await useTestScope();
  scopes.push(scope);
  return scope;
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

function kafka({ brokers }: TestScope): kafkajs.Kafka {
  return new kafkajs.Kafka({ brokers: brokers.split(','), logLevel: kafkajs.logLevel.NOTHING });
}

async function asAdmin<T>(scope: TestScope, task: (admin: kafkajs.Admin) => Promise<T>): Promise<T> {
  const admin = kafka(scope).admin();
  await admin.connect();
  try {
    return await task(admin);
  } finally {
    await admin.disconnect();
  }
}

/** A consumer group that has read a topic and has no member any more. */
async function leaveGroup(scope: TestScope, groupId: string, topic: string): Promise<void> {
  // On a new broker a group has no coordinator at first, and a consumer that finds none starts again behind our back.
  await asAdmin(scope, (admin) =>
    until(() => admin.fetchOffsets({ groupId, topics: [topic] }), { what: 'a group coordinator' }),
  );
  const consumer = kafka(scope).consumer({ groupId, maxWaitTimeInMs: 20, sessionTimeout: 6_000 });
  await consumer.connect();
  await consumer.subscribe({ topic });
  await consumer.run({ eachMessage: () => Promise.resolve() });
  await consumer.commitOffsets([{ topic, partition: 0, offset: '0' }]);
  await consumer.disconnect();
  await asAdmin(scope, (admin) =>
    until(async () => (await admin.describeGroups([groupId])).groups[0]?.state === 'Empty', {
      what: `the group ${groupId} to be empty`,
    }),
  );
}

/** What a run leaves on servers when it is killed, made by hand. */
async function leaveRun(scope: TestScope): Promise<string> {
  const run = randomBytes(4).toString('hex');
  const topic = `${namePrefix(run)}left.signals`;
  await query(scope.databaseUrl, `CREATE DATABASE ${databasePrefix(run)}left`);
  await asAdmin(scope, (admin) => admin.createTopics({ topics: [{ topic, numPartitions: 1 }] }));
  await leaveGroup(scope, `${namePrefix(run)}left-intake`, topic);
  const schema = `{"type":"record","namespace":"left","name":"Left${run}","fields":[]}`;
  await new SchemaRegistry({ host: scope.registryUrl }).register(
    { type: SchemaType.AVRO, schema },
    { subject: `${topic}-value` },
  );
  return run;
}

/** Every name on the servers that is the run's. */
async function leftOf(scope: TestScope, run: string): Promise<string[]> {
  const databases = await query(scope.databaseUrl, 'SELECT datname FROM pg_database');
  const subjects = (await (await fetch(`${scope.registryUrl}/subjects`)).json()) as string[];
  const { topics, groups } = await asAdmin(scope, async (admin) => ({
    topics: await admin.listTopics(),
    groups: (await admin.listGroups()).groups.map(({ groupId }) => groupId),
  }));
  const names = [...databases.map((row) => (row as { datname: string }).datname), ...topics, ...groups];
  return [...names, ...subjects].filter((name) => name.includes(run));
}

describe('a test scope', () => {
  it('has a database and prefixes that no other scope sees, and gives the database back', async () => {
    const [one, other] = await Promise.all([newScope(), newScope()]);
    await query(one.databaseUrl, 'CREATE TABLE mine (id int)');

    expect(await query(other.databaseUrl, "SELECT to_regclass('mine') AS found")).toEqual([{ found: null }]);
    expect(one.topicPrefix).not.toBe(other.topicPrefix);
    expect(one.groupPrefix).not.toBe(other.groupPrefix);

    await one.cleanup();
    await expect(query(one.databaseUrl, 'SELECT 1')).rejects.toMatchObject({ code: '3D000' });
  });

  it('has a database with every migration applied', async () => {
    const { databaseUrl } = await newScope();
    expect(await query(databaseUrl, "SELECT to_regclass('events') IS NOT NULL AS found")).toEqual([
      { found: true },
    ]);
    expect(await migrate({ databaseUrl })).toEqual({ applied: [] });
  });

  it('is no superuser, so that row-level security binds it', async () => {
    const scope = await newScope();
    expect(
      await query(scope.databaseUrl, 'SELECT rolsuper FROM pg_roles WHERE rolname = current_user'),
    ).toEqual([{ rolsuper: false }]);
  });
});

describe('a test run', () => {
  it('removes every trace of its own', async () => {
    const scope = await newScope();
    const run = await leaveRun(scope);
    expect(await leftOf(scope, run)).toHaveLength(4);

    await removeRun(scope, run);
    expect(await leftOf(scope, run)).toEqual([]);
  });

  it('removes what runs that were killed have left, and nothing of one that goes on', async () => {
    const scope = await newScope();
    const [killed, going] = [await leaveRun(scope), await leaveRun(scope)];
    releases.push(await holdRun(process.env.THROUGHLINE_TEST_DATABASE_URL ?? '', going));

    await removeAbandonedRuns({
      ...scope,
      databaseUrl: process.env.THROUGHLINE_TEST_DATABASE_URL ?? '',
    });

    expect(await leftOf(scope, killed)).toEqual([]);
    expect(await leftOf(scope, going)).toHaveLength(4);
    expect(await query(scope.databaseUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await removeRun(scope, going);
  });
});
