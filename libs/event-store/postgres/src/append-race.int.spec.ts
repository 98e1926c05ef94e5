import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sampleEvents, type SampleFact, sampleStream } from '@throughline/event-store-contract-suite';
import { createPool } from '@throughline/storage';
import { type TestScope, until, useTestScope } from '@throughline/testing';
import type pg from 'pg';
import { PostgresEventStore } from './postgres-event-store.js';

let scope: TestScope;
let pool: pg.Pool;
let store: PostgresEventStore;

beforeAll(async () => {
  scope = await useTestScope();
  pool = createPool({ databaseUrl: scope.databaseUrl, applicationName: 'append race test' });
  store = new PostgresEventStore(pool);
});
afterAll(async () => {
  await pool.end();
  await scope.cleanup();
});

const append = (streamId: string, text: string) => ({
  streamId,
  category: 'incident' as const,
  expectedVersion: 0,
  events: sampleEvents(text),
});
const read = async (streamId: string) =>
  (await store.readStream<SampleFact>(streamId)).map(({ data }) => data.text);
const isBlocked = async () =>
  (
    await pool.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
  ).rowCount === 1;

/** Both have looked at the streams and found them empty when the first one commits or rolls back. */
async function race(own: string, contested: string, texts: [string, string], end: 'commit' | 'rollback') {
  const [first, second] = [await pool.connect(), await pool.connect()];
  try {
    await first.query('begin');
    await second.query('begin');
    await store.appendMany([append(contested, texts[0])], first);
    const waiting = store.appendMany([append(own, 'own'), append(contested, texts[1])], second).then(
      () => 'appended',
      (error: unknown) => error,
    );
    await until(isBlocked, { what: 'the second writer to wait' });
    await first.query(end);
    const outcome = await waiting;
    await second.query('commit');
    return outcome;
  } finally {
    first.release();
    second.release();
  }
}

describe('a writer that meets a version which another transaction is just writing', () => {
  const streams = (test: string) => [sampleStream(test, 'own'), sampleStream(test, 'contested')] as const;

  it('is refused when the other one commits, and leaves nothing even when its transaction is committed', async () => {
    const [own, contested] = streams('commit');
    expect(await race(own, contested, ['first', 'second'], 'commit')).toMatchObject({
      code: 'wrong-expected-version',
      streamId: contested,
      expected: 0,
      actual: 1,
    });
    expect([await read(own), await read(contested)]).toEqual([[], ['first']]);
  });

  it('goes on when the other one wrote just the same', async () => {
    const [own, contested] = streams('same');
    expect(await race(own, contested, ['same', 'same'], 'commit')).toBe('appended');
    expect([await read(own), await read(contested)]).toEqual([['own'], ['same']]);
  });

  it('goes on when the other one is rolled back', async () => {
    const [own, contested] = streams('rollback');
    expect(await race(own, contested, ['first', 'second'], 'rollback')).toBe('appended');
    expect([await read(own), await read(contested)]).toEqual([['own'], ['second']]);
  });
});
