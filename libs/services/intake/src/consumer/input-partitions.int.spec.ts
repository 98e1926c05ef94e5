import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type DeadLetter } from '@throughline/contracts';
import { type OriginalRecord, toDeadLetter } from '@throughline/kafka-wire';
import { createPool, readOffsets } from '@throughline/storage';
import { type TestScope, useTestScope } from '@throughline/testing';
import type pg from 'pg';
import { InputPartitions } from './input-partitions.js';

const now = Date.UTC(2025, 5, 1);
let scope: TestScope;
let pool: pg.Pool;
let topic = '';
let run: number[] = [];

beforeAll(async () => {
  scope = await useTestScope();
  pool = createPool({ databaseUrl: scope.databaseUrl, applicationName: 'intake-partitions-int' });
});
afterAll(async () => {
  await pool.end();
  await scope.cleanup();
});
beforeEach(() => {
  topic = expect.getState().currentTestName ?? '';
  run = [];
});

const record = (offset: number, timestamp = now - 1_000): OriginalRecord => ({
  topic,
  partition: 0,
  offset: BigInt(offset),
  timestamp,
  key: null,
  value: Buffer.from('x'),
});

/** A pipeline that dead-letters offset 13 and forwards all others. */
const pipeline = {
  run: (_kind: unknown, records: readonly OriginalRecord[]) => {
    run.push(...records.map(({ offset }) => Number(offset)));
    const bad = records.filter(({ offset }) => offset === 13n);
    const deadLetters: DeadLetter[] = bad.map((each) => toDeadLetter(each, 'not-json', [], now));
    return Promise.resolve({ forwarded: records.length - bad.length, deadLetters });
  },
};

const partitions = () => new InputPartitions({ pool, pipeline, now: () => now });

const batch = (...records: readonly OriginalRecord[]) => ({
  kind: 'log' as const,
  topic,
  partition: 0,
  records,
  nextOffset: (records.at(-1)?.offset ?? 0n) + 1n,
});

const stored = async () => (await readOffsets(pool, 'intake', topic)).get(0);

describe('InputPartitions', () => {
  it('goes on where the last process stopped', async () => {
    const first = partitions();
    expect(await first.assigned(topic, 0)).toBeNull();
    await first.handle(batch(record(10), record(11)));
    const second = partitions();
    expect(await second.assigned(topic, 0)).toBe(12n);
    await second.handle(batch(record(11), record(12), record(13)));
    expect(run).toEqual([10, 11, 12, 13]);
    expect((await stored())?.nextOffset).toBe(14n);
  });

  it('does nothing for a batch that is behind it', async () => {
    const own = partitions();
    await own.handle(batch(record(20), record(21)));
    expect(await own.handle(batch(record(20)))).toEqual({ forwarded: 0, deadLetters: [] });
    expect(run).toEqual([20, 21]);
  });

  it('moves past what Kafka keeps for itself at the end of a batch', async () => {
    await partitions().handle({ ...batch(record(1)), nextOffset: 5n });
    expect((await stored())?.nextOffset).toBe(5n);
  });

  it('is fenced by the process that took the partition over, and sees it when it gets the partition back', async () => {
    const zombie = partitions();
    await zombie.handle(batch(record(1)));
    await partitions().handle(batch(record(2)));
    await expect(zombie.handle(batch(record(2), record(13)))).rejects.toMatchObject({ code: 'fenced' });
    const { rowCount } = await pool.query('select 1 from dead_letters where topic = $1', [topic]);
    expect(rowCount).toBe(0);
    await zombie.handle(batch(record(2), record(3)));
    expect((await stored())?.nextOffset).toBe(4n);
  });

  it('stores the latest record time, which never goes back and is never in the future', async () => {
    const own = partitions();
    await own.handle(batch(record(1, now - 5_000), record(2, now - 9_000)));
    expect((await stored())?.recordTime).toBe(now - 5_000);
    await own.handle(batch(record(3, now - 8_000)));
    expect((await stored())?.recordTime).toBe(now - 5_000);
    await own.handle(batch(record(4, now + 1e12)));
    expect((await stored())?.recordTime).toBe(now);
  });
});
