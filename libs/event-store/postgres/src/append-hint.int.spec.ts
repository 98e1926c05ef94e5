import { afterAll, beforeAll, it } from '@jest/globals';
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

it('a committed append wakes whoever listens', async () => {
  let heard = 0;
  listener.on('notification', () => heard++);
  const hint = new AppendHint(pool);
  const store = new PostgresEventStore(pool, { onAppended: () => hint.give() });
  await store.append(sampleStream('hint'), 'incident', 0, sampleEvents('1'));
  await until(() => heard === 1, { what: 'the notification' });
  await hint.close();
});
