import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestScope, until, useTestScope } from '@throughline/testing';
import type pg from 'pg';
import { createPool } from './pool.js';
import { inTransaction, withClient } from './transaction.js';

let scope: TestScope;
let pool: pg.Pool;
let killer: pg.Pool;

beforeAll(async () => {
  scope = await useTestScope();
  pool = createPool({ databaseUrl: scope.databaseUrl, applicationName: 'transaction test', max: 2 });
  killer = createPool({ databaseUrl: scope.databaseUrl, applicationName: 'killer', max: 1 });
  await pool.query('create table things (id int primary key)');
});
afterAll(async () => {
  await Promise.all([pool.end(), killer.end()]);
  await scope.cleanup();
});

const add = (client: pg.ClientBase, id: number) => client.query('insert into things values ($1)', [id]);
const has = async (id: number) => (await pool.query('select from things where id = $1', [id])).rowCount === 1;
const pidOf = async (client: pg.ClientBase) =>
  (await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]!.pid;
const kill = async (pid: number) => {
  await killer.query('select pg_terminate_backend($1)', [pid]);
  await until(
    async () => (await killer.query('select from pg_stat_activity where pid = $1', [pid])).rowCount === 0,
    {
      what: 'the backend to be gone',
    },
  );
};

describe('inTransaction', () => {
  it('commits what the work did, and returns what it returned', async () => {
    expect(await inTransaction(pool, async (client) => (await add(client, 1)).rowCount)).toBe(1);
    expect(await has(1)).toBe(true);
  });

  it('leaves nothing when the work throws, and passes its error on as it is', async () => {
    const refusal = new Error('no');
    const work = inTransaction(pool, async (client) => {
      await add(client, 2);
      throw refusal;
    });
    await expect(work).rejects.toBe(refusal);
    expect(await has(2)).toBe(false);
  });

  it('names a failure of PostgreSQL', async () => {
    await inTransaction(pool, (client) => add(client, 3));
    await expect(inTransaction(pool, (client) => add(client, 3))).rejects.toMatchObject({
      code: 'unique-violation',
      retriable: false,
    });
  });

  it('does not call a transaction committed whose failed statement was swallowed', async () => {
    const work = inTransaction(pool, async (client) => {
      await add(client, 4);
      await client.query('select 1/0').catch(() => undefined);
    });
    await expect(work).rejects.toMatchObject({ code: 'rolled-back' });
    expect(await has(4)).toBe(false);
  });

  it('survives the death of its connection, and the pool goes on', async () => {
    const work = inTransaction(pool, async (client) => {
      await add(client, 5);
      await kill(await pidOf(client));
      await add(client, 6);
    });
    await expect(work).rejects.toMatchObject({ retriable: true });
    expect([await has(5), await has(6)]).toEqual([false, false]);
  });

  it('reads only when told so', async () => {
    await expect(inTransaction(pool, (client) => add(client, 7), { readOnly: true })).rejects.toMatchObject({
      sqlState: '25006',
    });
  });
});

describe('a pool', () => {
  it('survives the death of an idle connection', async () => {
    await kill(await withClient(pool, pidOf));
    expect(await withClient(pool, async (client) => (await client.query('select 1')).rowCount)).toBe(1);
  });

  it('leaves its client usable after a failed statement', async () => {
    await expect(withClient(pool, (client) => client.query('select 1/0'))).rejects.toMatchObject({
      code: 'invalid-value',
    });
    expect(pool.waitingCount).toBe(0);
    expect(await withClient(pool, async (client) => (await client.query('select 1')).rowCount)).toBe(1);
  });
});
