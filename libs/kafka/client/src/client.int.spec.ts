import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { topicKeys, topicName } from '@throughline/contracts';
import { type TestScope, until, useTestScope } from '@throughline/testing';
import { type Admin, type Kafka, type KafkaMessage } from 'kafkajs';
import {
  type Compression,
  createKafka,
  createOutputs,
  endOffsets,
  ensureTopics,
  groupLag,
  topicRanges,
} from './index.js';

let scope: TestScope;
let kafka: Kafka;
let admin: Admin;
const partitions = 2;

beforeAll(async () => {
  scope = await useTestScope();
  kafka = createKafka({ brokers: scope.brokers.split(','), clientId: 'client-int' });
  admin = kafka.admin();
  await admin.connect();
  await ensureTopics(admin, { prefix: scope.topicPrefix, partitions, replicationFactor: 1 });
});
afterAll(async () => {
  await admin.disconnect();
  await scope.cleanup();
});

/** Everything in a topic, read once from the beginning. */
async function readAll(topic: string, count: number): Promise<(KafkaMessage & { partition: number })[]> {
  const consumer = kafka.consumer({ groupId: `${scope.groupPrefix}read-${topic}-${count}` });
  const seen: (KafkaMessage & { partition: number })[] = [];
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    eachMessage: ({ message, partition }) => Promise.resolve(void seen.push({ ...message, partition })),
  });
  try {
    await until(() => seen.length >= count, { what: `${count} records of ${topic}` });
  } finally {
    await consumer.disconnect();
  }
  return seen;
}

describe('ensureTopics', () => {
  it('created every topic with leaders, and changes nothing the second time', async () => {
    await ensureTopics(admin, { prefix: scope.topicPrefix, partitions: 7, replicationFactor: 1 });
    const names = await admin.listTopics();
    expect(names).toEqual(expect.arrayContaining(topicKeys.map((key) => topicName(scope.topicPrefix, key))));
    expect(await topicRanges(admin, topicName(scope.topicPrefix, 'logs'))).toEqual([
      { partition: 0, low: 0n, high: 0n },
      { partition: 1, low: 0n, high: 0n },
    ]);
  });

  it('is safe when two start at once', async () => {
    const settings = { prefix: `${scope.topicPrefix}twice.`, partitions: 1, replicationFactor: 1 };
    const other = kafka.admin();
    await other.connect();
    await Promise.all([ensureTopics(admin, settings), ensureTopics(other, settings)]);
    await other.disconnect();
    expect(await endOffsets(admin, topicName(settings.prefix, 'alerts'))).toEqual(new Map([[0, 0n]]));
  });
});

describe('outputs', () => {
  it.each<[Compression, 'alerts' | 'deploys' | 'logs' | 'configChanges' | 'postmortems']>([
    ['none', 'alerts'],
    ['gzip', 'deploys'],
    ['snappy', 'logs'],
    ['lz4', 'configChanges'],
    ['zstd', 'postmortems'],
  ])('sends batches that read back: %s', async (compression, key) => {
    const outputs = createOutputs(kafka, { prefix: scope.topicPrefix, outputs: { it: key }, compression });
    const values = Array.from({ length: 2_500 }, (_, i) => `value ${i} ${'x'.repeat(200)}`);
    await outputs.it.send(values.map((value) => ({ key: 'one', value })));
    await outputs.it.send([
      { key: 'one', value: 'elsewhere', partition: 0 },
      { key: 'one', value: 'elsewhere', partition: 1 },
    ]);
    await outputs.close();

    const read = await readAll(outputs.it.topic, values.length + 2);
    const texts = read.map((message) => message.value!.toString());
    expect(texts.filter((text) => text !== 'elsewhere')).toEqual(values);
    expect(
      read
        .filter((message) => message.value!.toString() === 'elsewhere')
        .map((m) => m.partition)
        .sort(),
    ).toEqual([0, 1]);
  });

  it('takes a record of 5 MB, and says of a larger one that sending again is no use', async () => {
    const outputs = createOutputs(kafka, {
      prefix: scope.topicPrefix,
      outputs: { deadLetters: 'deadLetters' },
    });
    await outputs.deadLetters.send([{ key: 'big', value: Buffer.alloc(5 * 1024 * 1024, 1) }]);
    const tooBig = outputs.deadLetters.send([{ key: 'bigger', value: Buffer.alloc(7 * 1024 * 1024, 1) }]);
    await expect(tooBig).rejects.toMatchObject({ code: 'record-too-large', retriable: false });
    await outputs.deadLetters.send([{ key: 'small', value: 'still works' }]);
    await outputs.close();
    const ends = [...(await endOffsets(admin, outputs.deadLetters.topic)).values()];
    expect(ends.reduce((sum, end) => sum + end, 0n)).toBe(2n);
  });

  it('is retriable when the broker is away', async () => {
    const nobody = createKafka({ brokers: ['127.0.0.1:1'], clientId: 'nobody' });
    const outputs = createOutputs(nobody, { prefix: 'x.', outputs: { signals: 'signals' } });
    await expect(outputs.signals.send([{ key: null, value: 'x' }])).rejects.toMatchObject({
      code: 'output-unavailable',
      retriable: true,
    });
    await outputs.close();
  });
});

describe('groupLag', () => {
  it('counts from the committed offset, or from the start', async () => {
    const outputs = createOutputs(kafka, { prefix: scope.topicPrefix, outputs: { signals: 'signals' } });
    await outputs.signals.send(
      Array.from({ length: 5 }, (_, i) => ({ key: null, value: `${i}`, partition: 0 })),
    );
    await outputs.close();
    const groupId = `${scope.groupPrefix}lag`;
    const topic = outputs.signals.topic;
    await admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset: '2' }] });
    expect(await groupLag(admin, groupId, topic)).toEqual([
      { partition: 0, low: 0n, high: 5n, committed: 2n, lag: 3n },
      { partition: 1, low: 0n, high: 0n, committed: null, lag: 0n },
    ]);
  });
});
