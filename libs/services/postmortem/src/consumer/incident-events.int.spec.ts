import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { emptyCatalog } from '@throughline/catalog';
import { type IncidentEvent, type IncidentFact, type PostmortemFact } from '@throughline/contracts';
import { PostgresEventStore } from '@throughline/event-store-postgres';
import { postmortemId } from '@throughline/identity';
import { createPool } from '@throughline/storage';
import { type TestScope, useTestScope } from '@throughline/testing';
import { type Pool } from 'pg';
import { Drafts } from '../drafting/drafts.js';
import { incident, late, newEvents, opened, resolved } from '../incident.fixture.spec.js';
import { type EventRecord, IncidentEvents } from './incident-events.js';

let scope: TestScope;
let pool: Pool;
let store: PostgresEventStore;

beforeAll(async () => {
  scope = await useTestScope();
  pool = createPool({ databaseUrl: scope.databaseUrl, applicationName: 'incident-events-test' });
  store = new PostgresEventStore(pool);
});

afterAll(async () => {
  await pool.end();
  await scope.cleanup();
});

const codec = { decode: (value: Buffer | null) => JSON.parse(String(value)) as IncidentEvent };
const consumer = (topic: string): IncidentEvents =>
  new IncidentEvents({ pool, drafts: new Drafts({ pool, store, catalog: emptyCatalog }), codec, topic });
const record = (event: unknown, offset: number): EventRecord => ({
  offset: BigInt(offset),
  recordTime: 1_000 + offset,
  value: Buffer.from(JSON.stringify(event)),
});
const happens = async (id: string, version: number, ...facts: readonly IncidentFact[]) =>
  store.append<IncidentFact>(id, 'incident', version, newEvents(facts, version));
const drafts = async (id: string) => (await store.readStream<PostmortemFact>(postmortemId(id, 1))).length;

describe('the consumer of incident events', () => {
  it('stores the offset with the draft, and goes on from there after a restart', async () => {
    const id = incident('consumed');
    const records = (await happens(id, 0, opened, resolved)).map(record);
    const first = consumer('t.restart');
    expect(await first.assigned(0)).toBeNull();
    expect(await first.handle(0, records)).toMatchObject([{ type: 'PostmortemDrafted' }]);

    const second = consumer('t.restart');
    expect(await second.assigned(0)).toBe(2n);
    expect(await second.handle(0, records)).toEqual([]);
    expect(await drafts(id)).toBe(1);
  });

  it('gives way to who has moved the offset, and leaves nothing behind', async () => {
    const id = incident('fenced');
    const records = (await happens(id, 0, opened, resolved)).map(record);
    const zombie = consumer('t.fenced');
    await zombie.assigned(0);
    await consumer('t.fenced').handle(0, records.slice(0, 1));
    await expect(zombie.handle(0, records)).rejects.toMatchObject({ code: 'fenced' });
    expect(await drafts(id)).toBe(0);
  });

  it('handles a batch again whose transaction failed', async () => {
    const id = incident('failed');
    const stored = await happens(id, 0, opened, resolved);
    const records = stored.map(record);
    const one = consumer('t.failed');
    const broken = [...records, { offset: 2n, recordTime: 3, value: Buffer.from('not JSON') }];
    await expect(one.handle(0, broken)).rejects.toThrow(SyntaxError);
    expect(await one.handle(0, records)).toHaveLength(1);
    expect(await one.handle(0, records)).toEqual([]);
  });

  it('makes the same last draft whatever the batches', async () => {
    const id = incident('batched');
    const stored = await happens(id, 0, opened, resolved, late);
    for (const [offset, event] of stored.entries())
      await consumer('t.single').handle(0, [record(event, offset)]);
    const one = await store.readStream<PostmortemFact>(postmortemId(id, 1));
    await consumer('t.whole').handle(0, stored.map(record));
    expect(await store.readStream<PostmortemFact>(postmortemId(id, 1))).toEqual(one);
    expect(one.at(-1)?.data.incidentVersion).toBe(3);
  });
});
