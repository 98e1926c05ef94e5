import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DeadLetter, topicName } from '@throughline/contracts';
import { createKafka, ensureTopics, type Kafka, type KafkaMessage } from '@throughline/kafka-client';
import { createPool } from '@throughline/storage';
import { type TestScope, until, useTestScope } from '@throughline/testing';
import type pg from 'pg';
import { storeBatch } from '../store/store-batch.js';
import { replayDeadLetters } from './replay-dead-letters.js';

const now = Date.UTC(2025, 5, 1);
let scope: TestScope;
let pool: pg.Pool;
let kafka: Kafka;
let alerts: string;
let logs: string;

beforeAll(async () => {
  scope = await useTestScope();
  pool = createPool({ databaseUrl: scope.databaseUrl, applicationName: 'replay-int' });
  kafka = createKafka({ brokers: scope.brokers.split(','), clientId: 'replay-int' });
  const admin = kafka.admin();
  await admin.connect();
  await ensureTopics(admin, { prefix: scope.topicPrefix, partitions: 1, replicationFactor: 1 });
  await admin.disconnect();
  alerts = topicName(scope.topicPrefix, 'alerts');
  logs = topicName(scope.topicPrefix, 'logs');
});
afterAll(async () => {
  await pool.end();
  await scope.cleanup();
});

const letter = (topic: string, offset: number, over: Partial<DeadLetter> = {}): DeadLetter => ({
  origin: { topic, partition: 0, offset },
  reason: 'not-json',
  errors: [],
  key: Buffer.from('key'),
  value: Buffer.from([0, 1, 2, 255]),
  headers: [{ key: 'ce_id', value: Buffer.from([200, 1]) }],
  recordTime: now,
  deadLetteredAt: now + offset,
  ...over,
});

const keep = (topic: string, letters: readonly DeadLetter[], expected: bigint | null = null) =>
  storeBatch(
    pool,
    { consumer: 'intake', topic, partition: 0, expected, next: (expected ?? 0n) + 100n, recordTime: now },
    letters,
  );

async function readAll(topic: string, count: number): Promise<KafkaMessage[]> {
  const consumer = kafka.consumer({ groupId: `${scope.groupPrefix}${topic}-${count}` });
  const seen: KafkaMessage[] = [];
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({ eachMessage: ({ message }) => Promise.resolve(void seen.push(message)) });
  await until(() => seen.length >= count, { what: `${count} records of ${topic}` });
  await consumer.disconnect();
  return seen;
}

describe('replayDeadLetters', () => {
  it('publishes one as it was, says where from, marks it, and does it again when asked again', async () => {
    await keep(alerts, [
      letter(alerts, 3),
      letter(alerts, 4, { value: null, key: null, reason: 'tombstone' }),
    ]);
    const filter = { topic: alerts, partition: 0, offset: 3 };
    expect(await replayDeadLetters({ pool, kafka, filter })).toBe(1);
    const [message] = await readAll(alerts, 1);
    expect(message).toMatchObject({
      key: Buffer.from('key'),
      value: Buffer.from([0, 1, 2, 255]),
      timestamp: String(now),
      headers: {
        ce_id: Buffer.from([200, 1]),
        'throughline-replayed-from': Buffer.from(`${alerts}/0/3`),
      },
    });
    const marked = await pool.query<{ marked: string[] }>(
      `select array_agg("offset"::text) as marked from dead_letters where topic = $1 and replayed_at is not null`,
      [alerts],
    );
    expect(marked.rows[0]?.marked).toEqual(['3']);
    expect(await replayDeadLetters({ pool, kafka, filter })).toBe(1);
    expect(await replayDeadLetters({ pool, kafka, filter: { ...filter, offset: 99 } })).toBe(0);
  });

  it('publishes all of a reason once, and ends though they come back', async () => {
    const reason = 'unknown-schema-id';
    await keep(
      logs,
      Array.from({ length: 25 }, (_, i) => letter(logs, i, { reason })),
    );
    // What came back before the replay had ended: dead-lettered later than anything that was meant.
    const [first, second] = await Promise.all([
      replayDeadLetters({ pool, kafka, filter: { reason } }),
      keep(logs, [letter(logs, 200, { reason, deadLetteredAt: now + 3_600_000 })], 100n).then(() =>
        replayDeadLetters({ pool, kafka, filter: { reason: 'none-such' } }),
      ),
    ]);
    expect(first).toBeGreaterThanOrEqual(25);
    expect(second).toBe(0);
    const rest = await replayDeadLetters({ pool, kafka, filter: { reason } });
    expect(first + rest).toBe(26);
    expect(await readAll(logs, 26)).toHaveLength(26);
    expect(await replayDeadLetters({ pool, kafka, filter: { reason } })).toBe(0);
  });
});
