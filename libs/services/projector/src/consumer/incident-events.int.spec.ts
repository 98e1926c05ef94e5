import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type IncidentEvent, type IncidentFact } from '@throughline/contracts';
import { PostgresEventStore } from '@throughline/event-store-postgres';
import { type KafkaRecord } from '@throughline/kafka-transport';
import { ReadModels } from '@throughline/read-models-postgres';
import { createPool } from '@throughline/storage';
import { type TestScope, useTestScope } from '@throughline/testing';
import { type Pool } from 'pg';
import { idOf, joined, newEvents, opened, tenant } from '../events.fixture.spec.js';
import { IncidentEvents } from './incident-events.js';

let scope: TestScope;
let pool: Pool;
let store: PostgresEventStore;

beforeAll(async () => {
  scope = await useTestScope();
  pool = createPool({ databaseUrl: scope.databaseUrl, applicationName: 'projector test' });
  store = new PostgresEventStore(pool);
});

afterAll(async () => {
  await pool.end();
  await scope.cleanup();
});

const codec = { decode: (value: Buffer | null) => JSON.parse(String(value)) as IncidentEvent };
/** A consumer of one partition of a topic of its own. */
function consumer(topic: string) {
  const events = new IncidentEvents({ pool, store, codec });
  const place = { topic, partition: 0 };
  return {
    assigned: async () => (await events.assigned([place])).get(`${topic}/0`),
    handle: (records: readonly KafkaRecord[]) =>
      events.handle({ ...place, records, nextOffset: records.at(-1)!.offset + 1n, highWatermark: 100n }),
  };
}
const record = (event: unknown, offset: number): KafkaRecord => ({
  offset: BigInt(offset),
  timestamp: 1_000 + offset,
  key: null,
  headers: {},
  value: Buffer.from(JSON.stringify(event)),
});
const happens = async (name: string, ...facts: readonly IncidentFact[]) =>
  (await store.append<IncidentFact>(idOf(name), 'incident', 0, newEvents(name, 0, ...facts))).map(record);
const alerts = async (name: string) =>
  (await new ReadModels(pool, store).incident(tenant, idOf(name)))?.alerts;

describe('the consumer of incident events', () => {
  it('stores the offset with the rows, and goes on from there after a restart', async () => {
    const records = await happens('restart', opened('r1'), joined('r2'), joined('r3'));
    const first = consumer('t.restart');
    expect(await first.assigned()).toBeUndefined();
    expect(await first.handle(records.slice(0, 2))).toEqual({ applied: 2, skipped: 0, reread: 0 });

    const second = consumer('t.restart');
    expect(await second.assigned()).toBe(2n);
    expect(await second.handle(records)).toEqual({ applied: 1, skipped: 0, reread: 0 });
    expect(await alerts('restart')).toBe(3);
  });

  it('gives way to who has moved the offset, and leaves nothing behind', async () => {
    const records = await happens('fenced', opened('f1'), joined('f2'));
    const zombie = consumer('t.fenced');
    await zombie.assigned();
    await consumer('t.fenced').handle(records.slice(0, 1));
    await expect(zombie.handle(records)).rejects.toMatchObject({ code: 'fenced' });
    expect(await alerts('fenced')).toBe(1);
  });

  it('handles a batch again whose transaction failed', async () => {
    const records = await happens('failed', opened('x1'), joined('x2'));
    const one = consumer('t.failed');
    const broken = [...records, { ...record({}, 2), value: Buffer.from('not JSON') }];
    await expect(one.handle(broken)).rejects.toThrow(SyntaxError);
    expect(await alerts('failed')).toBeUndefined();
    expect(await one.handle(records)).toMatchObject({ applied: 2 });
    expect(await one.handle(records)).toMatchObject({ applied: 0 });
    expect(await alerts('failed')).toBe(2);
  });

  it('takes what is published twice, or not at all, once', async () => {
    const [first, second, third] = await happens('twice', opened('t1'), joined('t2'), joined('t3'));
    const one = consumer('t.twice');
    await one.handle([first!, { ...first!, offset: 7n }]);
    expect(await one.handle([{ ...third!, offset: 8n }])).toEqual({ applied: 1, skipped: 0, reread: 1 });
    expect(await one.handle([{ ...second!, offset: 9n }])).toEqual({ applied: 0, skipped: 1, reread: 0 });
    expect(await alerts('twice')).toBe(3);
  });
});
