import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { sampleEvents, sampleStream } from '@throughline/event-store-contract-suite';
import { createPool } from '@throughline/storage';
import { type TestScope, until, useTestScope } from '@throughline/testing';
import pg from 'pg';
import { AppendHint, eventsChannel } from './append-hint.js';
import { PostgresEventStore } from './postgres-event-store.js';

let scope: TestScope;
let pool: pg.Pool;
let listener: pg.Client;

beforeAll(async () => {
  scope = await useTestScope();
  pool = createPool({ databaseUrl: scope.databaseUrl, applicationName: 'append hint test' });
  listener = new pg.Client({ connectionString: scope.databaseUrl });
  await listener.connect();
  await listener.query(`listen ${eventsChannel}`);
});
afterAll(async () => {
  await Promise.all([pool.end(), listener.end()]);
  await scope.cleanup();
});

it('many appends make one notification, and a failing one harms nobody', async () => {
  let heard = 0;
  listener.on('notification', () => heard++);
  const hint = new AppendHint(pool, 1);
  const store = new PostgresEventStore(pool, { onAppended: () => hint.give() });
  await store.append(sampleStream('hint'), 'incident', 0, sampleEvents('1'));
  for (let call = 0; call < 100; call++) hint.give();
  await until(() => heard > 0, { what: 'a notification' });
  expect(heard).toBeLessThan(5);
  await hint.close();

  const ended = new pg.Pool({ connectionString: scope.databaseUrl });
  await ended.end();
  const failing = new AppendHint(ended, 0);
  failing.give();
  await expect(failing.close()).resolves.toBeUndefined();
});
