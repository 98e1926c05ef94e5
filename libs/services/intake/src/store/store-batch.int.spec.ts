import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DeadLetter } from '@throughline/contracts';
import { createPool, readOffsets, readOutcomes } from '@throughline/storage';
import { type TestScope, useTestScope } from '@throughline/testing';
import type pg from 'pg';
import { storeBatch } from './store-batch.js';

const now = Date.UTC(2025, 5, 1);
let scope: TestScope;
let pool: pg.Pool;

beforeAll(async () => {
  scope = await useTestScope();
  pool = createPool({ databaseUrl: scope.databaseUrl, applicationName: 'intake-int' });
});
afterAll(async () => {
  await pool.end();
  await scope.cleanup();
});

const letter = (topic: string, offset: number, over: Partial<DeadLetter> = {}): DeadLetter => ({
  origin: { topic, partition: 1, offset },
  reason: 'not-json',
  errors: [{ path: 'a', message: 'not JSON' }],
  key: Buffer.from([0, 255]),
  value: Buffer.from('x'),
  headers: [{ key: 'h', value: Buffer.from([1, 2]) }],
  recordTime: now,
  deadLetteredAt: now + 5,
  ...over,
});

const move = (topic: string, expected: bigint | null, next: bigint) => ({
  consumer: 'intake',
  topic,
  partition: 1,
  expected,
  next,
  recordTime: now,
});

const letters = async (topic: string) =>
  (
    await pool.query<Record<string, unknown>>(
      'select * from dead_letters where topic = $1 order by "offset"',
      [topic],
    )
  ).rows;

describe('storeBatch', () => {
  it('keeps the offset, each dead letter whole, and their count', async () => {
    const before = await readOutcomes(pool);
    await storeBatch(pool, move('a', null, 9n), [
      letter('a', 7),
      letter('a', 8, { key: null, value: null, headers: [] }),
    ]);
    expect(await letters('a')).toMatchObject([
      {
        offset: '7',
        reason: 'not-json',
        errors: [{ path: 'a', message: 'not JSON' }],
        key: Buffer.from([0, 255]),
        value: Buffer.from('x'),
        headers: [{ key: 'h', value: 'AQI=' }],
        record_time: new Date(now),
        dead_lettered_at: new Date(now + 5),
        replayed_at: null,
      },
      { offset: '8', key: null, value: null, headers: [] },
    ]);
    expect((await readOffsets(pool, 'intake', 'a')).get(1)).toEqual({ nextOffset: 9n, recordTime: now });
    expect((await readOutcomes(pool)).deadLettered).toBe(before.deadLettered + 2);
  });

  it('keeps nothing when somebody else has moved the offset', async () => {
    await storeBatch(pool, move('b', null, 5n), []);
    await expect(storeBatch(pool, move('b', 3n, 6n), [letter('b', 5)])).rejects.toMatchObject({
      code: 'fenced',
    });
    await expect(storeBatch(pool, move('b', null, 6n), [letter('b', 5)])).rejects.toMatchObject({
      code: 'fenced',
    });
    expect(await letters('b')).toEqual([]);
    expect((await readOffsets(pool, 'intake', 'b')).get(1)?.nextOffset).toBe(5n);
  });

  it('keeps what PostgreSQL refuses in jsonb, repaired', async () => {
    const hostile = letter('c', 1, {
      errors: [{ path: 'x\0', message: 'y\ud800' }],
      headers: [{ key: 'h\0', value: Buffer.from([0]) }],
    });
    await storeBatch(pool, move('c', null, 2n), [hostile]);
    expect(await letters('c')).toMatchObject([
      { errors: [{ path: 'x\ufffd', message: 'y\ufffd' }], headers: [{ key: 'h\ufffd', value: 'AA==' }] },
    ]);
  });

  it('keeps many and large ones, each in one piece', async () => {
    const value = Buffer.alloc(5 * 1024 * 1024, 7);
    const many = Array.from({ length: 450 }, (_, i) => letter('d', i, i < 3 ? { value } : {}));
    await storeBatch(pool, move('d', null, 450n), many);
    const stored = await letters('d');
    expect(stored).toHaveLength(450);
    expect((stored[2]?.value as Buffer).equals(value)).toBe(true);
  });

  it('keeps a letter once, though its topic may have begun anew', async () => {
    const before = await readOutcomes(pool);
    await storeBatch(pool, move('e', null, 1n), [letter('e', 0)]);
    await storeBatch(pool, move('e', 1n, 2n), [letter('e', 0, { reason: 'invalid' })]);
    expect(await letters('e')).toMatchObject([{ reason: 'not-json' }]);
    expect((await readOutcomes(pool)).deadLettered).toBe(before.deadLettered + 1);
  });
});
