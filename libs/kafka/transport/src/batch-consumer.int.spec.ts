import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Admin, createKafka, type Kafka, topicRanges } from '@throughline/kafka-client';
import { type TestScope, until, useTestScope } from '@throughline/testing';
import kafkajs, { type Producer } from 'kafkajs';
import { BatchConsumer, type BatchConsumerSettings, type HandleBatch } from './batch-consumer.js';
import { type Positions } from './positions.js';
import { keyOf, type RecordBatch, type TopicPartition } from './record-batch.js';

let scope: TestScope;
let kafka: Kafka;
let admin: Admin;
let producer: Producer;
let topics = 0;
const open: BatchConsumer[] = [];

beforeAll(async () => {
  scope = await useTestScope();
  kafka = createKafka({ brokers: scope.brokers.split(','), clientId: 'transport-int' });
  admin = kafka.admin();
  producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  await Promise.all([admin.connect(), producer.connect()]);
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((consumer) => consumer.close()));
});
afterAll(async () => {
  await Promise.all([admin.disconnect(), producer.disconnect()]);
  await scope.cleanup();
});

async function newTopic(numPartitions: number): Promise<string> {
  topics += 1;
  const topic = `${scope.topicPrefix}topic-${topics}`;
  await admin.createTopics({
    topics: [{ topic, numPartitions, replicationFactor: 1 }],
    waitForLeaders: false,
  });
  await until(() => topicRanges(admin, topic), { what: `${topic} to be served` });
  return topic;
}

async function produce(topic: string, partition: number, values: readonly string[]): Promise<void> {
  await producer.send({ topic, messages: values.map((value) => ({ key: 'k', value, partition })) });
}

const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => String(from + i));

/** The error of a compare-and-set that found another offset. */
const fenced = (): Error =>
  Object.assign(new Error('somebody else moved the offset'), { code: 'fenced', retriable: false });
const retriable = (): Error => Object.assign(new Error('the database is away'), { retriable: true });

/** Effects and offsets together, as a database keeps them: a batch that does not begin at the stored offset changes nothing. */
class Store {
  readonly effects = new Map<string, string[]>();
  readonly next = new Map<string, bigint>();

  apply({ topic, partition, records, nextOffset }: RecordBatch): void {
    const key = keyOf({ topic, partition });
    const first = records[0]!.offset;
    const stored = this.next.get(key);
    if (stored !== undefined && first < stored) throw fenced();
    const values = records.map(({ value }) => value!.toString());
    this.effects.set(key, [...(this.effects.get(key) ?? []), ...values]);
    this.next.set(key, nextOffset);
  }

  of(topic: string, partition: number): string[] {
    return this.effects.get(keyOf({ topic, partition })) ?? [];
  }

  readonly positions: Positions = {
    assigned: (partitions) =>
      Promise.resolve(
        new Map(
          partitions.flatMap((p) => (this.next.has(keyOf(p)) ? [[keyOf(p), this.next.get(keyOf(p))!]] : [])),
        ),
      ),
  };
}

interface Watched {
  readonly consumer: BatchConsumer;
  readonly fatal: Error[];
  readonly gaps: { wanted: bigint; found: bigint }[];
  readonly retries: { partition: number; attempt: number; delay: number }[];
}

function consume(
  topic: string,
  handle: HandleBatch,
  settings: Partial<BatchConsumerSettings> & { group?: string } = {},
): Watched {
  const { group = `${topic}-group`, ...rest } = settings;
  const watched: Omit<Watched, 'consumer'> = { fatal: [], gaps: [], retries: [] };
  const consumer = new BatchConsumer({
    kafka,
    groupId: `${scope.groupPrefix}${group}`,
    handlers: new Map([[topic, handle]]),
    positions: new Store().positions,
    observer: {
      batch: () => undefined,
      retry: ({ partition, attempt, delay }) => watched.retries.push({ partition, attempt, delay }),
      gap: ({ wanted, found }) => watched.gaps.push({ wanted, found }),
      warning: () => undefined,
    },
    onFatal: (error) => watched.fatal.push(error),
    ...rest,
  });
  open.push(consumer);
  return { consumer, ...watched };
}

describe('a batch consumer', () => {
  it('hands over whole batches in order, no larger than asked for, and says where to go on', async () => {
    const topic = await newTopic(1);
    await produce(topic, 0, numbers(0, 250));
    const store = new Store();
    const sizes: number[] = [];
    const { consumer } = consume(
      topic,
      (batch) => {
        sizes.push(batch.records.length);
        store.apply(batch);
        return Promise.resolve();
      },
      { positions: store.positions, maxRecords: 100 },
    );
    await consumer.start();
    await until(() => store.of(topic, 0).length >= 250, { what: '250 records' });
    expect(store.of(topic, 0)).toEqual(numbers(0, 250));
    expect(Math.max(...sizes)).toBe(100);
    expect(store.next.get(`${topic}/0`)).toBe(250n);
    await until(() => consumer.status.state === 'running' && consumer.status.lag.get(`${topic}/0`) === 0, {
      what: 'running without lag',
    });
    expect(consumer.status.assigned).toEqual([{ topic, partition: 0 }]);
  });

  it('goes on where the effects end, whatever Kafka was told', async () => {
    const topic = await newTopic(1);
    await produce(topic, 0, numbers(0, 20));
    const store = new Store();
    store.next.set(`${topic}/0`, 5n);
    const groupId = `${scope.groupPrefix}${topic}-group`;
    await admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset: '15' }] });
    const { consumer } = consume(topic, (batch) => Promise.resolve(store.apply(batch)), {
      positions: store.positions,
    });
    await consumer.start();
    await until(() => store.of(topic, 0).length >= 15, { what: '15 records' });
    expect(store.of(topic, 0)).toEqual(numbers(5, 20));
  });

  it('begins at the start of the log when nothing is stored, whatever Kafka was told', async () => {
    const topic = await newTopic(1);
    await produce(topic, 0, numbers(0, 10));
    const store = new Store();
    const groupId = `${scope.groupPrefix}${topic}-group`;
    await admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset: '8' }] });
    const { consumer } = consume(topic, (batch) => Promise.resolve(store.apply(batch)), {
      positions: store.positions,
    });
    await consumer.start();
    await until(() => store.of(topic, 0).length >= 10, { what: '10 records' });
    expect(store.of(topic, 0)).toEqual(numbers(0, 10));
  });

  it('shares the partitions of a group, and takes over what another one leaves: every record once', async () => {
    const topic = await newTopic(4);
    const store = new Store();
    const seenBy = new Map<string, Set<number>>();
    const member = (name: string) =>
      consume(
        topic,
        (batch) => {
          seenBy.set(name, (seenBy.get(name) ?? new Set()).add(batch.partition));
          store.apply(batch);
          return Promise.resolve();
        },
        { positions: store.positions },
      );
    const one = member('one');
    const two = member('two');
    await Promise.all([one.consumer.start(), two.consumer.start()]);
    await until(
      () => one.consumer.status.assigned.length === 2 && two.consumer.status.assigned.length === 2,
      { what: 'two partitions each' },
    );
    for (let p = 0; p < 4; p++) await produce(topic, p, numbers(0, 500));
    const total = () => [...store.effects.values()].reduce((sum, values) => sum + values.length, 0);
    await until(() => total() >= 2_000, { what: '2000 records' });
    expect(seenBy.get('one')!.size + seenBy.get('two')!.size).toBe(4);

    await one.consumer.close();
    for (let p = 0; p < 4; p++) await produce(topic, p, numbers(500, 600));
    await until(() => total() >= 2_400, { what: '400 more records' });
    for (let p = 0; p < 4; p++) expect(store.of(topic, p)).toEqual(numbers(0, 600));
    expect([...one.fatal, ...two.fatal]).toEqual([]);
  });

  it('lets one partition wait and try again while others go on', async () => {
    const topic = await newTopic(2);
    const store = new Store();
    let failures = 0;
    const othersAtFailure: number[] = [];
    const { consumer, retries, fatal } = consume(
      topic,
      (batch) => {
        if (batch.partition === 0 && failures < 3) {
          failures += 1;
          othersAtFailure.push(store.of(topic, 1).length);
          return Promise.reject(retriable());
        }
        store.apply(batch);
        return Promise.resolve();
      },
      { positions: store.positions },
    );
    await produce(topic, 0, numbers(0, 10));
    await consumer.start();
    await until(() => failures >= 2, { what: 'two failures' });
    expect(consumer.status).toMatchObject({ state: 'retrying', reason: 'the database is away' });
    await produce(topic, 1, numbers(0, 10));
    await until(() => store.of(topic, 1).length === 10, { what: 'the other partition' });
    await until(() => store.of(topic, 0).length === 10, { what: 'the partition that waited' });
    expect(store.of(topic, 0)).toEqual(numbers(0, 10));
    expect(retries.map(({ attempt, delay }) => [attempt, delay])).toEqual([
      [1, 250],
      [2, 500],
      [3, 1_000],
    ]);
    await until(() => consumer.status.state === 'running', { what: 'running again' });
    expect(fatal).toEqual([]);
  });

  it('is dead for all to see when a handler has a defect, and handles nothing more', async () => {
    const topic = await newTopic(1);
    await produce(topic, 0, numbers(0, 10));
    let calls = 0;
    const { consumer, fatal } = consume(topic, () => {
      calls += 1;
      return Promise.reject(new TypeError('x is not a function'));
    });
    await consumer.start();
    await until(() => fatal.length > 0, { what: 'the fatal error' });
    expect(fatal[0]).toMatchObject({
      message: expect.stringContaining('x is not a function'),
      cause: expect.any(TypeError),
    });
    expect(consumer.status).toMatchObject({ state: 'dead', reason: 'x is not a function' });
    await produce(topic, 0, numbers(10, 20));
    await consumer.close();
    expect({ calls, fatal: fatal.length, state: consumer.status.state }).toEqual({
      calls: 1,
      fatal: 1,
      state: 'dead',
    });
  });

  it('asks for its position again when it is fenced', async () => {
    const topic = await newTopic(1);
    await produce(topic, 0, numbers(0, 10));
    const store = new Store();
    let takenOver = false;
    const { consumer, fatal } = consume(
      topic,
      (batch) => {
        if (!takenOver) {
          takenOver = true;
          store.next.set(`${topic}/0`, 7n);
        }
        return Promise.resolve().then(() => store.apply(batch));
      },
      { positions: store.positions },
    );
    await consumer.start();
    await until(() => store.of(topic, 0).length >= 3, { what: 'the rest' });
    expect(store.of(topic, 0)).toEqual(numbers(7, 10));
    expect(fatal).toEqual([]);
  });

  it('goes back when the store was set back', async () => {
    const topic = await newTopic(1);
    await produce(topic, 0, numbers(0, 10));
    const store = new Store();
    let restored = false;
    const { consumer } = consume(
      topic,
      async (batch) => {
        if (batch.records[0]!.value!.toString() === '10' && !restored) {
          restored = true;
          store.next.set(`${topic}/0`, 4n);
          store.effects.set(`${topic}/0`, numbers(0, 4));
          throw fenced();
        }
        await Promise.resolve(store.apply(batch));
      },
      { positions: store.positions },
    );
    await consumer.start();
    await until(() => store.of(topic, 0).length === 10, { what: 'the first ten' });
    await produce(topic, 0, numbers(10, 12));
    await until(() => store.of(topic, 0).length >= 12, { what: 'all twelve again' });
    expect(store.of(topic, 0)).toEqual(numbers(0, 12));
  });

  it('asks for positions until it gets them, also of a partition without records', async () => {
    const topic = await newTopic(1);
    let asked = 0;
    const positions: Positions = {
      assigned: () => {
        asked += 1;
        return asked < 3 ? Promise.reject(retriable()) : Promise.resolve(new Map());
      },
    };
    const { consumer, fatal } = consume(topic, () => Promise.resolve(), { positions });
    await consumer.start();
    await until(() => consumer.status.state === 'running', { what: 'running' });
    expect({ asked, fatal }).toEqual({ asked: 3, fatal: [] });
  });

  it('tells which partitions it no longer has', async () => {
    const topic = await newTopic(1);
    const revoked: (readonly TopicPartition[])[] = [];
    const { consumer } = consume(topic, () => Promise.resolve(), {
      positions: {
        assigned: () => Promise.resolve(new Map()),
        revoked: (partitions) => revoked.push(partitions),
      },
    });
    await consumer.start();
    await until(() => consumer.status.assigned.length === 1, { what: 'the partition' });
    await consumer.close();
    expect(revoked).toEqual([[{ topic, partition: 0 }]]);
  });

  it('finishes the batch in hand when it is closed, and begins no other', async () => {
    const topic = await newTopic(1);
    await produce(topic, 0, numbers(0, 20));
    const store = new Store();
    let release = (): void => undefined;
    let begun = 0;
    const { consumer } = consume(
      topic,
      async (batch) => {
        begun += 1;
        await new Promise<void>((resolve) => (release = resolve));
        store.apply(batch);
      },
      { positions: store.positions, maxRecords: 5 },
    );
    await consumer.start();
    await until(() => begun === 1, { what: 'a batch in hand' });
    const closed = consumer.close();
    release();
    await closed;
    expect(store.of(topic, 0)).toEqual(numbers(0, 5));
    expect({ begun, state: consumer.status.state }).toEqual({ begun: 1, state: 'stopped' });
  });
});

describe('the log and the stored offset', () => {
  it('refuses to go on beyond the end of the log', async () => {
    const topic = await newTopic(1);
    await produce(topic, 0, numbers(0, 5));
    const store = new Store();
    store.next.set(`${topic}/0`, 6n);
    const { consumer, fatal } = consume(topic, (batch) => Promise.resolve(store.apply(batch)), {
      positions: store.positions,
    });
    await consumer.start();
    await until(() => fatal.length > 0, { what: 'the refusal' });
    expect(fatal[0]!.cause).toMatchObject({ code: 'offset-beyond-log' });
    expect(store.of(topic, 0)).toEqual([]);
  });

  it('goes on at the start of the log when retention was faster, and tells what is missing', async () => {
    const topic = await newTopic(1);
    await produce(topic, 0, numbers(0, 10));
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '6' }] });
    const store = new Store();
    store.next.set(`${topic}/0`, 2n);
    const { consumer, gaps, fatal } = consume(topic, (batch) => Promise.resolve(store.apply(batch)), {
      positions: store.positions,
    });
    await consumer.start();
    await until(() => store.of(topic, 0).length >= 4, { what: 'what is left' });
    expect(store.of(topic, 0)).toEqual(numbers(6, 10));
    expect(gaps).toEqual(
      [{ wanted: 2n, found: 6n, topic, partition: 0 }].map(({ wanted, found }) => ({ wanted, found })),
    );
    expect(fatal).toEqual([]);
  });

  it('does the same when the log is cut while a partition waits', async () => {
    const topic = await newTopic(1);
    await produce(topic, 0, numbers(0, 10));
    const store = new Store();
    store.next.set(`${topic}/0`, 0n);
    let failed = false;
    const { consumer, gaps, fatal } = consume(
      topic,
      async (batch) => {
        if (!failed) {
          failed = true;
          await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '6' }] });
          throw retriable();
        }
        store.apply(batch);
      },
      { positions: store.positions },
    );
    await consumer.start();
    await until(() => store.of(topic, 0).length >= 4, { what: 'what is left' });
    expect(store.of(topic, 0)).toEqual(numbers(6, 10));
    expect(gaps.at(-1)).toEqual({ wanted: 0n, found: 6n });
    expect(fatal).toEqual([]);
  });

  it('takes offsets that transactions keep for themselves for no gap, and goes on behind them', async () => {
    const topic = await newTopic(1);
    const transactional = kafka.producer({
      transactionalId: `${scope.groupPrefix}tx`,
      idempotent: true,
      maxInFlightRequests: 1,
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    });
    await transactional.connect();
    for (const [i, end] of (['commit', 'abort', 'commit'] as const).entries()) {
      const transaction = await transactional.transaction();
      await transaction.send({
        topic,
        messages: numbers(i * 10, i * 10 + 3).map((value) => ({ value, partition: 0 })),
      });
      await transaction[end]();
    }
    await transactional.disconnect();
    const store = new Store();
    const { consumer, gaps } = consume(topic, (batch) => Promise.resolve(store.apply(batch)), {
      positions: store.positions,
      maxRecords: 2,
    });
    await consumer.start();
    await until(() => store.of(topic, 0).length >= 6, { what: 'what was committed' });
    const [range] = await topicRanges(admin, topic);
    await until(() => store.next.get(`${topic}/0`) === range!.high, {
      what: 'the end behind the last marker',
    });
    await produce(topic, 0, ['later']);
    await until(() => store.of(topic, 0).length >= 7, { what: 'what came later' });
    expect(store.of(topic, 0)).toEqual([...numbers(0, 3), ...numbers(20, 23), 'later']);
    expect(gaps).toEqual([]);
  });
});
