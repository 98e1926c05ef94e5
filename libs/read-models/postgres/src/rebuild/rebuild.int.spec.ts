import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  idOf,
  joined,
  member,
  opened,
  ReadModelBench,
  repeated,
  resolved,
  split,
  suspected,
} from '../bench.fixture.spec.js';
import { type ReadModelName, readModelNames, readModels } from '../write/read-model.js';
import { projectionHash } from './projection-hash.js';
import { rebuild } from './rebuild.js';

let bench: ReadModelBench;

beforeAll(async () => {
  bench = await ReadModelBench.open();
});
beforeEach(() => bench.clear());
afterAll(() => bench.close());

const hashes = async () =>
  Object.fromEntries(
    await Promise.all(
      readModelNames.map(async (name) => [name, await projectionHash(bench.pool, name)] as const),
    ),
  ) as Record<ReadModelName, string>;

const names = Array.from({ length: 50 }, (_, index) => `incident-${index}`);

async function tellStories(): Promise<void> {
  for (const name of names) {
    await bench.tell(name, [
      opened([member(`${name}-a`), member(`${name}-b`, { service: 'payments' })]),
      suspected('v2'),
      repeated(`fp-${name}-a`, `${name}-x`),
    ]);
  }
}

const truncate = (model: ReadModelName) => bench.pool.query(`truncate ${readModels[model].table}`);

describe('a rebuild', () => {
  it('gives the rows that were there, and tells how far it is', async () => {
    await tellStories();
    const live = await hashes();
    const progress: number[] = [];
    const result = await rebuild(bench.pool, bench.store, 'all', {
      onProgress: ({ done, total }) => progress.push(done / total),
    });
    expect(result).toEqual({ done: 50, total: 50 });
    expect(progress).toEqual([0.4, 0.8, 1]);
    expect(await hashes()).toEqual(live);
  });

  it.each([...readModelNames])('fills %s again after it was emptied', async (model) => {
    await tellStories();
    const live = await hashes();
    await truncate(model);
    expect(await hashes()).not.toEqual(live);
    await rebuild(bench.pool, bench.store, model);
    expect(await hashes()).toEqual(live);
  });

  it.each([...readModelNames])('puts damaged rows of %s right', async (model) => {
    await tellStories();
    const live = await hashes();
    const { table, incidentColumn } = readModels[model];
    await bench.pool.query(`update ${table} set tenant = 'nobody' where ${incidentColumn} < $1`, [idOf('x')]);
    await bench.pool.query(`delete from ${table} where ${incidentColumn} = $1`, [idOf('incident-7')]);
    await rebuild(bench.pool, bench.store, model);
    expect(await hashes()).toEqual(live);
  });

  it('removes rows that no stream tells', async () => {
    await tellStories();
    await bench.pool.query('delete from events where stream_id = $1', [idOf('incident-3')]);
    await rebuild(bench.pool, bench.store, 'all');
    for (const model of readModelNames) {
      const { table, incidentColumn } = readModels[model];
      const { rows } = await bench.pool.query(`select from ${table} where ${incidentColumn} = $1`, [
        idOf('incident-3'),
      ]);
      expect(rows).toEqual([]);
    }
  });

  it('under load, with tables emptied meanwhile, ends in the rows of a run without it', async () => {
    await tellStories();
    const live = async () => {
      for (const [index, name] of names.entries()) {
        await bench.tell(name, [joined(member(`${name}-c`)), resolved]);
        if (index % 3 === 0) await bench.tell(name, [split(`new-${name}`, `${name}-b`)]);
        await bench.tell(`new-${name}`, [opened([member(`${name}-b`)])]);
      }
    };
    const again = async () => {
      await bench.pool.query('truncate incidents, timeline_entries, incident_signals, services_seen');
      await rebuild(bench.pool, bench.store, 'all');
      for (const model of readModelNames) await rebuild(bench.pool, bench.store, model);
    };
    await Promise.all([live(), again()]);
    const underLoad = await hashes();
    expect(underLoad.incidents).toMatch(/^100:/);
    await bench.pool.query('truncate incidents, timeline_entries, incident_signals, services_seen');
    await rebuild(bench.pool, bench.store, 'all');
    expect(await hashes()).toEqual(underLoad);
  });

  it('and the projector may meet on a stream that neither has seen', async () => {
    for (const name of names) await bench.append(name, [opened([member(name)]), joined(member(`${name}-2`))]);
    const events = await Promise.all(names.map((name) => bench.append(name, [resolved])));
    await Promise.all([
      rebuild(bench.pool, bench.store, 'all'),
      ...events.map((batch) => bench.project(batch)),
      rebuild(bench.pool, bench.store, 'all'),
    ]);
    const met = await hashes();
    await rebuild(bench.pool, bench.store, 'all');
    expect(await hashes()).toEqual(met);
  });
});
