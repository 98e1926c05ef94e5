import { afterAll, beforeAll } from '@jest/globals';
import { describeEventStore } from '@throughline/event-store-contract-suite';
import { createPool, inTransaction } from '@throughline/storage';
import { type TestScope, until, useTestScope } from '@throughline/testing';
import type pg from 'pg';
import { PostgresEventStore } from './postgres-event-store.js';

let scope: TestScope;
let pool: pg.Pool;

beforeAll(async () => {
  scope = await useTestScope();
  pool = createPool({ databaseUrl: scope.databaseUrl, applicationName: 'event store test' });
});
afterAll(async () => {
  await pool.end();
  await scope.cleanup();
});

describeEventStore('PostgreSQL', async () => {
  await pool.query('truncate events restart identity');
  return {
    open: (upcasters) => new PostgresEventStore(pool, upcasters && { upcasters }),
    transaction: async (work) =>
      (await inTransaction(pool, async (tx) => ({ result: await work(tx) }))).result,
    until: async (question) =>
      (
        await until(
          async () => {
            const answer = await question();
            return answer !== undefined && { answer };
          },
          { what: 'the log' },
        )
      ).answer,
    close: () => Promise.resolve(),
  };
});
