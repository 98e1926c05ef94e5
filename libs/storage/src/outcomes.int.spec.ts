import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestScope, useTestScope } from '@throughline/testing';
import type pg from 'pg';
import { addOutcomes, type OutcomeCount, readOutcomes } from './outcomes.js';
import { createPool } from './pool.js';
import { inTransaction } from './transaction.js';

let scope: TestScope;
let pool: pg.Pool;

beforeAll(async () => {
  scope = await useTestScope();
  pool = createPool({ databaseUrl: scope.databaseUrl, applicationName: 'outcomes test' });
});
afterAll(async () => {
  await pool.end();
  await scope.cleanup();
});

const add = (...counts: OutcomeCount[]) => inTransaction(pool, (client) => addOutcomes(client, counts));
const stored = (partition: number, count: number): OutcomeCount => ({ outcome: 'stored', partition, count });

describe('outcome counts', () => {
  it('add up over calls, shards and concurrent writers, and not with what was rolled back', async () => {
    expect(await readOutcomes(pool)).toEqual({ stored: 0, duplicate: 0, deadLettered: 0, late: 0 });
    await add(stored(0, 2), stored(1, 3), stored(0, 1), { outcome: 'late', partition: 0, count: 1 });
    await Promise.all([add(stored(0, 1), stored(1, 1)), add(stored(1, 1), stored(0, 1)), add(stored(0, 0))]);
    await add(
      { outcome: 'dead-lettered', partition: 7, count: 4 },
      { outcome: 'duplicate', partition: 7, count: 5 },
    );
    const undone = inTransaction(pool, async (client) => {
      await addOutcomes(client, [stored(0, 100)]);
      throw new Error('no');
    });
    await expect(undone).rejects.toThrow('no');
    expect(await readOutcomes(pool)).toEqual({ stored: 10, duplicate: 5, deadLettered: 4, late: 1 });
  });
});
