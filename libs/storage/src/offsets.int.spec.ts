import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestScope, useTestScope } from '@throughline/testing';
import type pg from 'pg';
import { advanceOffset, type OffsetAdvance, readOffsets } from './offsets.js';
import { createPool } from './pool.js';
import { inTransaction } from './transaction.js';

let scope: TestScope;
let pool: pg.Pool;

beforeAll(async () => {
  scope = await useTestScope();
  pool = createPool({ databaseUrl: scope.databaseUrl, applicationName: 'offsets test' });
});
afterAll(async () => {
  await pool.end();
  await scope.cleanup();
});

const move = (topic: string, expected: bigint | null, next: bigint): OffsetAdvance => ({
  consumer: 'correlator',
  topic,
  partition: 0,
  expected,
  next,
  recordTime: 1_700_000_000_123,
});
const advance = (topic: string, expected: bigint | null, next: bigint) =>
  inTransaction(pool, (client) => advanceOffset(client, move(topic, expected, next)));
const stored = async (topic: string) => (await readOffsets(pool, 'correlator', topic)).get(0);

/** Two transactions that both believe the same offset; the second starts before the first has ended. */
async function race(topic: string, expected: bigint | null, end: 'commit' | 'rollback'): Promise<boolean[]> {
  const [one, other] = [await pool.connect(), await pool.connect()];
  try {
    await one.query('begin');
    await other.query('begin');
    const first = await advanceOffset(one, move(topic, expected, (expected ?? 0n) + 10n));
    const second = advanceOffset(other, move(topic, expected, (expected ?? 0n) + 20n));
    await one.query(end);
    const outcome = [first, await second];
    await other.query('commit');
    return outcome;
  } finally {
    one.release();
    other.release();
  }
}

describe('advanceOffset', () => {
  it('moves an offset from what is expected, the first time from nothing', async () => {
    expect(await stored('a')).toBeUndefined();
    expect(await advance('a', null, 5n)).toBe(true);
    expect(await stored('a')).toEqual({ nextOffset: 5n, recordTime: 1_700_000_000_123 });
    expect(await advance('a', 5n, 9_007_199_254_740_993n)).toBe(true);
    expect(await stored('a')).toEqual({ nextOffset: 9_007_199_254_740_993n, recordTime: 1_700_000_000_123 });
  });

  it('refuses whoever expects something else, and moves nothing', async () => {
    expect(await advance('b', 1n, 2n)).toBe(false);
    await advance('b', null, 5n);
    expect(await advance('b', null, 6n)).toBe(false);
    expect(await advance('b', 4n, 6n)).toBe(false);
    expect(await stored('b')).toMatchObject({ nextOffset: 5n });
  });

  it('keeps the time of the last record when a batch has none', async () => {
    await advance('c', null, 5n);
    await inTransaction(pool, (client) => advanceOffset(client, { ...move('c', 5n, 6n), recordTime: null }));
    expect(await stored('c')).toEqual({ nextOffset: 6n, recordTime: 1_700_000_000_123 });
  });

  it('lets exactly one of two zombies win, on the first offset and on a later one', async () => {
    expect(await race('d', null, 'commit')).toEqual([true, false]);
    expect(await race('d', 10n, 'commit')).toEqual([true, false]);
    expect(await stored('d')).toMatchObject({ nextOffset: 20n });
  });

  it('lets the second one win when the first was rolled back', async () => {
    expect(await race('e', null, 'rollback')).toEqual([true, true]);
    expect(await stored('e')).toMatchObject({ nextOffset: 20n });
    expect(await race('e', 20n, 'rollback')).toEqual([true, true]);
  });

  it('keeps consumers, topics and partitions apart', async () => {
    await advance('f', null, 5n);
    const other = { ...move('f', null, 7n), consumer: 'intake', partition: 3 };
    await inTransaction(pool, (client) => advanceOffset(client, other));
    expect(await readOffsets(pool, 'intake', 'f')).toEqual(
      new Map([[3, { nextOffset: 7n, recordTime: 1_700_000_000_123 }]]),
    );
    expect([...(await readOffsets(pool, 'correlator', 'f')).keys()]).toEqual([0]);
  });
});
