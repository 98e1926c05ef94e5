import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type IncidentFact } from '@throughline/contracts';
import { foldIncident, foldTimeline } from '@throughline/incidents';
import fc from 'fast-check';
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
  tenant,
} from '../bench.fixture.spec.js';
import { ReadModels } from '../queries/read-models.js';
import { projectionHash } from '../rebuild/projection-hash.js';
import { rebuild } from '../rebuild/rebuild.js';
import { ProjectionGapError } from './project-events.js';
import { readModelNames } from './read-model.js';

let bench: ReadModelBench;
let models: ReadModels;

beforeAll(async () => {
  bench = await ReadModelBench.open();
  models = new ReadModels(bench.pool, bench.store);
});
beforeEach(() => bench.clear());
afterAll(() => bench.close());

const hashes = () => Promise.all(readModelNames.map((name) => projectionHash(bench.pool, name)));

const story: IncidentFact[] = [
  opened([member('a'), member('b', { service: 'payments' })]),
  joined(member('c', { kind: 'log', status: null, service: 'db' })),
  suspected('v2'),
  repeated('fp-a', 'x', 'y'),
  { type: 'SignalLate', data: { member: member('l'), latenessMs: 4000 } },
  { type: 'EpisodesResolved', data: { members: [member('r', { status: 'resolved' })] } },
  suspected('v2'),
  resolved,
];

describe('projecting events', () => {
  it('gives the rows that the events fold to', async () => {
    const events = await bench.tell('one', story);
    const view = foldIncident(events)!;
    const detail = (await models.incident(tenant, idOf('one')))!;
    expect(detail).toMatchObject({
      version: 8,
      status: 'resolved',
      severity: view.severity,
      title: view.title,
      services: ['checkout', 'db', 'payments'],
      alerts: 3,
      logs: 1,
      resolutions: 1,
      repeats: 2,
      late: 1,
      onsetAt: view.onsetAt,
      openedAt: view.openedAt,
      resolvedAt: view.resolvedAt,
      updatedAt: view.updatedAt,
      summary: { suspects: view.suspects, lastEventId: events.at(-1)!.eventId },
    });
    const timeline = await models.timeline(tenant, idOf('one'), { order: 'asc' }, { limit: 100 });
    expect(timeline).toEqual({ items: foldTimeline(events), next: null, version: 8 });
    expect(timeline!.items[0]).toMatchObject({ kind: 'change', version: 3 });
  });

  it('skips what the rows stand on, and applies the rest', async () => {
    const events = await bench.append('one', story);
    await bench.project(events.slice(0, 5));
    const before = await hashes();
    expect(await bench.project(events.slice(0, 5))).toEqual({ applied: 0, skipped: 5, reread: 0 });
    expect(await hashes()).toEqual(before);
    expect(await bench.project([...events, ...events])).toMatchObject({ applied: 3, reread: 0 });
  });

  it('reads what a batch misses from the store', async () => {
    const events = await bench.append('one', story);
    expect(await bench.project([events[5]!])).toEqual({ applied: 1, skipped: 0, reread: 1 });
    await bench.project([events[2]!, events[7]!]);
    const gappy = await hashes();
    await bench.clear();
    await bench.project(
      (await bench.append('one', story)).map((e, i) => ({ ...e, globalPosition: events[i]!.globalPosition })),
    );
    expect(await hashes()).toEqual(gappy);
  });

  it('fails, to be tried again, when the store has not got what is missing', async () => {
    const events = await bench.append('one', story.slice(0, 2));
    const [, second] = events;
    const unstored = { ...second!, version: 4 };
    await expect(bench.project([unstored])).rejects.toThrow(ProjectionGapError);
    expect(await models.incident(tenant, idOf('one'))).toBeNull();
  });

  it('folds again after a split, so that counts and services stay exact', async () => {
    await bench.tell('one', [...story.slice(0, 5), split('two', 'b', 'x', 'l')]);
    const detail = (await models.incident(tenant, idOf('one')))!;
    expect(detail).toMatchObject({ alerts: 1, logs: 1, resolutions: 0, repeats: 1, late: 0 });
    expect(detail.services).toEqual(['checkout', 'db']);
    const signals = await models.incidentSignals(tenant, idOf('one'), { limit: 100 });
    expect(signals!.items.map(({ signalId }) => signalId).sort()).toEqual(['a', 'c', 'y'].map(idOf).sort());
    expect((await models.services(tenant, { limit: 100 })).items.map(({ name }) => name)).toEqual([
      'checkout',
      'db',
    ]);
  });

  it('whatever the batches, duplicates, disorder and losses, the rows are those of a rebuild', async () => {
    const facts: IncidentFact[] = [
      ...story,
      split('two', 'c', 'y'),
      joined(member('m')),
      repeated('fp-m', 'z'),
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.tuple(fc.constantFrom(0, 1), fc.nat(10)), { minLength: 1, maxLength: 6 }), {
          maxLength: 5,
        }),
        async (batches) => {
          await bench.clear();
          const streams = [await bench.append('one', facts), await bench.append('other', facts)];
          for (const batch of batches) await bench.project(batch.map(([s, v]) => streams[s]![v]!));
          await bench.project(streams.map((stream) => stream.at(-1)!));
          const live = await hashes();
          await rebuild(bench.pool, bench.store, 'all');
          expect(await hashes()).toEqual(live);
        },
      ),
      { numRuns: 25 },
    );
  });
});
