import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Signal } from '@throughline/contracts';
import { PostgresEventStore } from '@throughline/event-store-postgres';
import { defaultPolicy } from '@throughline/policy';
import { normaliseSignal } from '@throughline/signals';
import { createPool, readOffsets, readOutcomes } from '@throughline/storage';
import { type TestScope, useTestScope } from '@throughline/testing';
import { type Pool } from 'pg';
import { type LogRecord } from '../stores/log-store.js';
import { engineFactory } from './engine-factory.js';
import { PartitionHost } from './partition-host.js';
import { type PartitionFactory } from './recovery.js';
import { SnapshotSchedule } from './snapshot-schedule.js';

const topic = 'signals';
const start = Date.UTC(2025, 0, 1);

let scope: TestScope;
let pool: Pool;
let partition = 0;

beforeAll(async () => {
  scope = await useTestScope();
  pool = createPool({ databaseUrl: scope.databaseUrl, applicationName: 'host-spec' });
});
afterAll(async () => {
  await pool.end();
  await scope.cleanup();
});
// Each test has a partition, and a tenant, of its own in the one database.
beforeEach(() => {
  partition += 1;
});

const host = (
  options: { readonly everyBatch?: boolean; readonly factory?: PartitionFactory; readonly of?: number } = {},
): PartitionHost =>
  new PartitionHost({
    pool,
    store: new PostgresEventStore(pool),
    factory: options.factory ?? engineFactory(),
    consumer: 'correlator',
    topic,
    partition: options.of ?? partition,
    schedule: new SnapshotSchedule(() => 0, {
      records: options.everyBatch === true ? 1 : 1_000_000,
      ms: 1_000_000,
    }),
  });

function signal(
  at: number,
  fields: Readonly<Record<string, unknown>>,
  tenant: string,
  offset: number,
): Signal {
  const result = normaliseSignal(
    'alert',
    {
      status: 'firing',
      severity: 'critical',
      source: 'prometheus',
      occurredAt: start + at,
      tenant,
      summary: 'failing',
      ...fields,
    },
    {
      recordTime: start + at,
      receivedAt: start + at,
      origin: { topic: 'alerts', partition: 0, offset },
      policy: defaultPolicy,
    },
  );
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.signal;
}

/** An outage on three services, then silence that a tick ends. */
function outage(tenant: string): LogRecord[] {
  const signals = Array.from({ length: 60 }, (_, i) =>
    signal(
      i * 2_000,
      {
        id: `s${i}`,
        service: ['checkout', 'payment', 'frontend'][i % 3],
        name: `Failing${i % 5}`,
        labels: { pod: `p${i % 7}` },
      },
      tenant,
      i,
    ),
  );
  const records = signals.map((each, i): LogRecord => ({
    offset: BigInt(i),
    recordTime: each.receivedAt,
    entry: { type: 'signal', signal: each },
  }));
  const at = start + 60 * 2_000 + 3_600_000;
  return [
    ...records,
    { offset: BigInt(records.length), recordTime: at, entry: { type: 'tick', tick: { at } } },
  ];
}

const batches = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));

/** Every event of a tenant without what its ids are derived from, so that runs of several tenants can be compared. */
async function told(tenant: string): Promise<readonly unknown[]> {
  const { rows } = await pool.query<{ version: number; type: string; occurred_at: Date }>(
    'SELECT version, type, occurred_at FROM events WHERE tenant = $1 ORDER BY occurred_at, stream_id, version',
    [tenant],
  );
  return rows.map(({ version, type, occurred_at }) => [version, type, occurred_at.toISOString()]);
}

describe('PartitionHost', () => {
  const tenant = (): string => `t${partition}`;

  it('stores signals, events and the offset together, and opens and resolves one incident', async () => {
    const records = outage(tenant());
    const { stored } = await host().handle(records);
    expect(stored).toBe(60);
    expect((await readOffsets(pool, 'correlator', topic)).get(partition)?.nextOffset).toBe(61n);
    const types = (await told(tenant())).map((row) => (row as string[])[1]);
    expect(types.filter((type) => type === 'IncidentOpened')).toHaveLength(1);
    expect(types.at(-1)).toBe('IncidentResolved');
  });

  it('decides the same whatever the batches, and recovered by a new host before each of them', async () => {
    const whole = tenant();
    await host().handle(outage(whole));
    for (const [size, everyBatch] of [
      [1, true],
      [7, false],
      [13, true],
    ] as const) {
      partition += 1;
      const other = tenant();
      for (const batch of batches(outage(other), size)) await host({ everyBatch }).handle(batch);
      expect(await told(other)).toEqual(await told(whole));
    }
  });

  it('counts a further record with a known id once, and a re-delivery of the same record not at all', async () => {
    const records = outage(tenant());
    const before = await readOutcomes(pool);
    const one = host();
    await one.handle(records.slice(0, 10));
    const again = records.slice(0, 10).map((record, i): LogRecord => {
      if (record.entry.type !== 'signal') return record;
      const origin = i < 4 ? record.entry.signal.origin : { topic: 'alerts', partition: 1, offset: i };
      return {
        ...record,
        offset: BigInt(10 + i),
        entry: { type: 'signal', signal: { ...record.entry.signal, origin } },
      };
    });
    expect(await one.handle(again)).toMatchObject({ stored: 0, duplicates: 6 });
    const after = await readOutcomes(pool);
    expect([after.stored - before.stored, after.duplicate - before.duplicate]).toEqual([10, 6]);
  });

  it('refuses a zombie: what it decides after another host took the partition is not stored', async () => {
    const records = outage(tenant());
    const zombie = host();
    await zombie.handle(records.slice(0, 20));
    await host().handle(records.slice(20, 40));
    const before = await told(tenant());
    await expect(zombie.handle(records.slice(20, 30))).rejects.toMatchObject({ code: 'fenced' });
    expect(await told(tenant())).toEqual(before);
  });

  it('recovers after a failed transaction and decides as if nothing had happened', async () => {
    const whole = tenant();
    await host().handle(outage(whole));
    partition += 1;
    const other = tenant();
    const [first, second] = batches(outage(other), 31);
    const one = host();
    await one.handle(first ?? []);
    await pool.query('ALTER TABLE events RENAME TO events_away');
    await expect(one.handle(second ?? [])).rejects.toThrow();
    await pool.query('ALTER TABLE events_away RENAME TO events');
    expect(one.state).toBeUndefined();
    await one.handle(second ?? []);
    expect(await told(other)).toEqual(await told(whole));
  });

  describe('with an older snapshot', () => {
    afterEach(() => pool.query('DELETE FROM partition_snapshots'));

    it('ignores the snapshot of another engine version and replays the store', async () => {
      const whole = tenant();
      await host().handle(outage(whole));
      partition += 1;
      const other = tenant();
      const [first, second] = batches(outage(other), 31);
      await host({ everyBatch: true }).handle(first ?? []);
      await pool.query(
        "UPDATE partition_snapshots SET engine_version = 'another', state = 'x' WHERE log_partition = $1",
        [partition],
      );
      await host().handle(second ?? []);
      expect(await told(other)).toEqual(await told(whole));
    });

    it('goes on with the streams of an engine that decided otherwise, and tells what only it sees', async () => {
      const whole = tenant();
      await host().handle(outage(whole));
      partition += 1;
      const other = tenant();
      const [first, second] = batches(outage(other), 31);
      await host().handle(first ?? []);
      const { rows } = await pool.query<{ stream_id: string }>(
        'SELECT DISTINCT stream_id FROM events WHERE tenant = $1',
        [other],
      );
      await pool.query('DELETE FROM events WHERE tenant = $1', [other]);
      const renewed = host();
      await renewed.recover();
      const told1 = await pool.query<{ stream_id: string }>(
        'SELECT DISTINCT stream_id FROM events WHERE tenant = $1',
        [other],
      );
      expect(told1.rows).toEqual(rows);
      // Half of what was told is forgotten: the stream is shorter than what this engine would have said, and it stands.
      await pool.query('DELETE FROM events WHERE tenant = $1 AND version > 2', [other]);
      await pool.query('DELETE FROM partition_snapshots');
      await host().handle(second ?? []);
      const versions = ((await told(other)) as [number, string][])
        .map(([version]) => version)
        .sort((a, b) => a - b);
      expect(versions).toEqual(versions.map((_, i) => i + 1));
      expect(versions.length).toBeGreaterThan(2);
    });
  });
});
