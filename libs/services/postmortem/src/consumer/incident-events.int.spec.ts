import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { emptyCatalog } from '@throughline/catalog';
import { type IncidentEvent, type IncidentFact, type PostmortemFact } from '@throughline/contracts';
import { PostgresEventStore } from '@throughline/event-store-postgres';
import { type KafkaRecord, type RecordBatch } from '@throughline/kafka-transport';
import { postmortemId } from '@throughline/identity';
import { createPool } from '@throughline/storage';
import { type TestScope, useTestScope } from '@throughline/testing';
import { type Pool } from 'pg';
import { Drafts } from '../drafting/drafts.js';
import { incident, late, newEvents, opened, resolved } from '../incident.fixture.spec.js';
import { IncidentEvents } from './incident-events.js';

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
const consumer = (): IncidentEvents =>
  new IncidentEvents({ pool, drafts: new Drafts({ pool, store, catalog: emptyCatalog }), codec });
const record = (event: unknown, offset: number): KafkaRecord => ({
  offset: BigInt(offset),
  timestamp: 1_000 + offset,
  key: null,
  headers: {},
  value: Buffer.from(JSON.stringify(event)),
});
const batch = (topic: string, records: readonly KafkaRecord[]): RecordBatch => ({
  topic,
  partition: 0,
  records,
  nextOffset: (records.at(-1)?.offset ?? -1n) + 1n,
  highWatermark: BigInt(records.length),
});
const happens = async (id: string, version: number, ...facts: readonly IncidentFact[]) =>
  store.append<IncidentFact>(id, 'incident', version, newEvents(facts, version));
const drafts = async (id: string) => (await store.readStream<PostmortemFact>(postmortemId(id, 1))).length;

describe('the consumer of incident events', () => {
  it('stores the offset with the draft, and goes on from there after a restart', async () => {
    const id = incident('consumed');
    const records = (await happens(id, 0, opened, resolved)).map(record);
    const place = { topic: 't.restart', partition: 0 };
    const first = consumer();
    expect(await first.assigned([place])).toEqual(new Map());
    expect(await first.handle(batch('t.restart', records))).toMatchObject([{ type: 'PostmortemDrafted' }]);

    const second = consumer();
    expect(await second.assigned([place])).toEqual(new Map([['t.restart/0', 2n]]));
    expect(await second.handle(batch('t.restart', records))).toEqual([]);
    expect(await drafts(id)).toBe(1);
  });

  it('stores the offset behind what Kafka keeps for itself', async () => {
    const topic = 't.markers';
    await consumer().handle({ ...batch(topic, []), nextOffset: 3n });
    expect(await consumer().assigned([{ topic, partition: 0 }])).toEqual(new Map([['t.markers/0', 3n]]));
  });

  it('gives way to who has moved the offset, and leaves nothing behind', async () => {
    const id = incident('fenced');
    const records = (await happens(id, 0, opened, resolved)).map(record);
    const zombie = consumer();
    await zombie.assigned([{ topic: 't.fenced', partition: 0 }]);
    await consumer().handle(batch('t.fenced', records.slice(0, 1)));
    await expect(zombie.handle(batch('t.fenced', records))).rejects.toMatchObject({ code: 'fenced' });
    expect(await drafts(id)).toBe(0);
  });

  it('handles a batch again whose transaction failed', async () => {
    const id = incident('failed');
    const stored = await happens(id, 0, opened, resolved);
    const records = stored.map(record);
    const one = consumer();
    const broken = [...records, { ...record(null, 2), value: Buffer.from('not JSON') }];
    await expect(one.handle(batch('t.failed', broken))).rejects.toThrow(SyntaxError);
    expect(await one.handle(batch('t.failed', records))).toHaveLength(1);
    expect(await one.handle(batch('t.failed', records))).toEqual([]);
  });

  it('makes the same last draft whatever the batches', async () => {
    const id = incident('batched');
    const stored = await happens(id, 0, opened, resolved, late);
    for (const [offset, event] of stored.entries())
      await consumer().handle(batch('t.single', [record(event, offset)]));
    const one = await store.readStream<PostmortemFact>(postmortemId(id, 1));
    await consumer().handle(batch('t.whole', stored.map(record)));
    expect(await store.readStream<PostmortemFact>(postmortemId(id, 1))).toEqual(one);
    expect(one.at(-1)?.data.incidentVersion).toBe(3);
  });
});
