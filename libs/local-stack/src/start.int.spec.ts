import { SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '@throughline/testing';
import kafkajs from 'kafkajs';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { commandLine, processIdentity } from './processes/identity.js';
import { type UnexpectedExit } from './processes/household.js';
import {
  type LocalStack,
  type LocalStackOptions,
  type LocalStackSettings,
  type StackProcess,
} from './stack.js';
import { startLocalStack } from './start.js';

type Reported = { settings: LocalStackSettings; processes: readonly StackProcess[] };
type OtherProcess = Reported & { program: ChildProcess };

let home: string;
const servers: Server[] = [];
const programs: ChildProcess[] = [];
const stacks: LocalStack[] = [];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'throughline-stack-'));
});
afterEach(async () => {
  for (const program of programs.splice(0)) program.kill('SIGKILL');
  await Promise.all(stacks.splice(0).map((stack) => stack.stop()));
  for (const server of servers.splice(0)) server.close();
  await rm(home, { recursive: true, force: true, maxRetries: 10 });
});

async function start(options: Partial<LocalStackOptions> = {}): Promise<LocalStack> {
  const stack = await startLocalStack({ home, ...options });
  stacks.push(stack);
  return stack;
}

/** Starts the stack in a Node process of its own, from the build, as an application does. */
async function startElsewhere(options: Partial<LocalStackOptions> = {}): Promise<OtherProcess> {
  const source = `
    import { startLocalStack } from '@throughline/local-stack';
    const { settings, processes } = await startLocalStack(${JSON.stringify({ home, ...options })});
    console.log(JSON.stringify({ settings, processes }));`;
  const program = spawn(process.execPath, ['--input-type=module', '--eval', source], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '--no-warnings' },
  });
  programs.push(program);
  const [line] = (await once(createInterface({ input: program.stdout }), 'line')) as [string];
  return { ...(JSON.parse(line) as Reported), program };
}

async function occupy(port = 0): Promise<number> {
  const server = createServer();
  servers.push(server);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Ports below those that the system hands out, so that nobody gets them between two starts. */
function quietPorts(): { kafka: number; registry: number; postgres: number } {
  const first = randomInt(20_000, 32_000);
  return { kafka: first, registry: first + 1, postgres: first + 2 };
}

const portOf = (stack: Reported, name: string) =>
  stack.processes.find((process) => process.name === name)?.port;

const schema = {
  type: SchemaType.AVRO,
  schema: '{"type":"record","namespace":"kept","name":"Kept","fields":[]}',
} as const;

function kafka(settings: LocalStackSettings): kafkajs.Kafka {
  return new kafkajs.Kafka({ brokers: [settings.brokers], logLevel: kafkajs.logLevel.NOTHING });
}

async function inDatabase(settings: LocalStackSettings, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: settings.databaseUrl });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

/** Leaves a record in Kafka, a schema in the registry and a row in PostgreSQL; resolves with the schema's id. */
async function leaveTraces(settings: LocalStackSettings): Promise<number> {
  const admin = kafka(settings).admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: 'kept', numPartitions: 3 }] });
  await admin.disconnect();
  const producer = kafka(settings).producer();
  await producer.connect();
  await producer.send({ topic: 'kept', acks: -1, messages: [{ partition: 0, value: 'still here' }] });
  await producer.disconnect();
  await inDatabase(settings, "CREATE TABLE kept AS SELECT 'still here' AS value");
  const registry = new SchemaRegistry({ host: settings.registryUrl });
  return (await registry.register(schema, { subject: 'kept-value' })).id;
}

async function expectTraces(settings: LocalStackSettings, schemaId: number): Promise<void> {
  const admin = kafka(settings).admin();
  await admin.connect();
  const offsets = await admin.fetchTopicOffsets('kept');
  await admin.disconnect();
  expect(offsets.map(({ partition, high }) => [partition, high])).toEqual(
    expect.arrayContaining([
      [0, '1'],
      [1, '0'],
      [2, '0'],
    ]),
  );
  expect(await inDatabase(settings, 'SELECT value FROM kept')).toEqual([{ value: 'still here' }]);
  const registry = new SchemaRegistry({ host: settings.registryUrl });
  expect(await registry.getLatestSchemaId('kept-value')).toBe(schemaId);
}

async function expectGone(processes: readonly StackProcess[]): Promise<void> {
  for (const { name, pid } of processes) {
    await until(async () => (await processIdentity(pid)) === undefined, {
      what: `${name} (${pid}) to end`,
      timeoutMs: 30_000,
    });
  }
}

/** Keepers and servers alike, by the home that their command lines name. */
async function killEverything(): Promise<void> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  for (const pid of pids) {
    if (pid !== process.pid && (await commandLine(pid))?.includes(home)) process.kill(pid, 'SIGKILL');
  }
}

describe('the local stack', () => {
  it('takes other ports when its own are taken, and keeps what it stored when everything is killed', async () => {
    const wanted = { ...quietPorts(), registry: await occupy() };
    const first = await startElsewhere({ ports: wanted });
    expect(portOf(first, 'kafka')).toBe(wanted.kafka);
    expect(portOf(first, 'registry')).not.toBe(wanted.registry);
    const schemaId = await leaveTraces(first.settings);

    await killEverything();
    await expectGone(first.processes);
    await occupy(wanted.kafka);
    const second = await start();

    expect(portOf(second, 'kafka')).not.toBe(wanted.kafka);
    expect(new URL(second.settings.databaseUrl).password).toBe(new URL(first.settings.databaseUrl).password);
    await expectTraces(second.settings, schemaId);
    expect((await stat(join(home, 'credentials.json'))).mode & 0o077).toBe(0);
    expect((await stat(join(home, 'stack.json'))).mode & 0o077).toBe(0);
  }, 120_000);

  it('leaves no process behind when its owner is killed, and starts again at once', async () => {
    const owner = await startElsewhere({ ports: quietPorts() });

    await expect(start()).rejects.toMatchObject({ code: 'HOME_LOCKED', holderPid: owner.program.pid });
    const borrowed = await start({ reuse: true });
    expect(borrowed.settings).toEqual(owner.settings);
    await borrowed.stop();
    expect(await inDatabase(owner.settings, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);

    owner.program.kill('SIGKILL');
    const next = await start({ reuse: true });
    await expectGone(owner.processes);
    expect(next.settings).toEqual(owner.settings);
  }, 120_000);

  it('tells its owner when a server ends by itself, and clears its home away when it was a throw-away', async () => {
    const stack = await start({ ephemeral: true });
    const exits: UnexpectedExit[] = [];
    stack.onUnexpectedExit((exit) => exits.push(exit));
    const registry = stack.processes.find(({ name }) => name === 'registry')!;

    process.kill(registry.pid, 'SIGKILL');
    await until(() => exits.length > 0, { what: 'the news of the end' });
    expect(exits).toEqual([{ name: 'registry', pid: registry.pid, code: null, signal: 'SIGKILL' }]);

    await stack.stop();
    await expectGone(stack.processes);
    expect(exits).toHaveLength(1);
    await expect(readFile(join(home, 'stack.json'))).rejects.toMatchObject({ code: 'ENOENT' });
  }, 120_000);
});
