import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { foldIncident } from '@throughline/incidents';
import {
  idOf,
  joined,
  member,
  merged,
  mergedInto,
  opened,
  ReadModelBench,
  repeated,
  resolved,
  split,
  suspected,
  t0,
  tenant,
} from '../fixtures.spec-support.js';
import { type IncidentQuery, incidentSorts } from './list-incidents.js';
import { type Page } from './page.js';
import { ReadModels } from './read-models.js';

let bench: ReadModelBench;
let models: ReadModels;

beforeAll(async () => {
  bench = await ReadModelBench.open();
  models = new ReadModels(bench.pool, bench.store);
});
beforeEach(() => bench.clear());
afterAll(() => bench.close());

const minute = 60_000;

async function everyPage<Item>(
  read: (cursor: string | null) => Promise<Page<Item>>,
  between: (page: number) => Promise<unknown> = () => Promise.resolve(),
): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | null = null;
  let page = 0;
  do {
    const { items: more, nextCursor }: Page<Item> = await read(cursor);
    items.push(...more);
    cursor = nextCursor;
    await between(page++);
  } while (cursor !== null);
  return items;
}

const listed = (query: Partial<IncidentQuery> = {}) =>
  everyPage((cursor) => models.listIncidents({ tenant, limit: 3, ...query, cursor }));
const ids = (items: readonly { id: string }[]) => items.map(({ id }) => id);

describe('the list of incidents', () => {
  const severities = ['critical', 'warning', 'error', 'info'] as const;
  const tellMany = async (count: number) => {
    for (let index = 0; index < count; index++)
      await bench.tell(`i${index}`, [opened([member(`m${index}`)], severities[index % 4])], {
        // Several share a time: the id decides between them.
        at: t0 + Math.floor(index / 2) * minute,
      });
  };

  it.each([...incidentSorts])('gives every incident once, in the order of %s', async (sort) => {
    await tellMany(11);
    const all = await listed({ sort });
    expect(new Set(ids(all)).size).toBe(11);
    const whole = await models.listIncidents({ tenant, sort, limit: 100 });
    expect(ids(whole.items)).toEqual(ids(all));
    const field = sort.replace('-', '');
    const weight = { critical: 4, error: 3, warning: 2, info: 1 };
    const keys = all.map((item) =>
      field === 'severity' ? weight[item.severity] : item[field as 'openedAt' | 'onsetAt' | 'updatedAt'],
    );
    expect(keys).toEqual([...keys].sort((a, b) => (sort.startsWith('-') ? b - a : a - b)));
  });

  it.each(['-openedAt', 'openedAt', '-onsetAt'] as const)(
    'by %s is stable while incidents arrive and change',
    async (sort) => {
      await tellMany(12);
      const before = new Set(ids(await listed({ sort, limit: 100 })));
      const seen = await everyPage(
        (cursor) => models.listIncidents({ tenant, sort, limit: 3, cursor }),
        async (page) => {
          await bench.tell(`new-${page}-late`, [opened([member(`x${page}`)])], { at: t0 + 99 * minute });
          await bench.tell(`new-${page}-early`, [opened([member(`y${page}`)])], { at: t0 - 99 * minute });
          await bench.tell(`i${page}`, [joined(member(`j${page}`))]);
        },
      );
      expect(new Set(ids(seen)).size).toBe(seen.length);
      expect([...before].filter((id) => !ids(seen).includes(id))).toEqual([]);
    },
  );

  it('filters, and counts what it filters', async () => {
    await bench.tell('a', [opened([member('1')], 'critical'), suspected('v42')], { at: t0 });
    await bench.tell(
      'b',
      [opened([member('2', { service: 'payment-gateway', name: 'DiskFull' })]), resolved],
      {
        at: t0 + minute,
      },
    );
    await bench.tell('c', [opened([member('3')])], { at: t0 + 2 * minute, environment: 'staging' });
    const names = async (filter: Partial<IncidentQuery>) => {
      const found = ids(await listed({ ...filter, sort: 'openedAt' }));
      expect(await models.countIncidents({ tenant, ...filter })).toBe(found.length);
      return ['a', 'b', 'c'].filter((name) => found.includes(idOf(name)));
    };
    expect(await names({})).toEqual(['a', 'b', 'c']);
    expect(await names({ status: ['resolved'] })).toEqual(['b']);
    expect(await names({ status: ['open', 'resolved'] })).toEqual(['a', 'b', 'c']);
    expect(await names({ severity: ['critical'] })).toEqual(['a']);
    expect(await names({ service: 'payment-gateway' })).toEqual(['b']);
    expect(await names({ environment: 'staging' })).toEqual(['c']);
    expect(await names({ from: t0 + minute })).toEqual(['b', 'c']);
    expect(await names({ from: t0, to: t0 + minute })).toEqual(['a']);
    expect(await names({ q: 'disk' })).toEqual(['b']);
    expect(await names({ q: 'Payment-Gate full' })).toEqual(['b']);
    expect(await names({ q: 'v42' })).toEqual(['a']);
    expect(await names({ q: idOf('c') })).toEqual(['c']);
    expect(await names({ q: `';--` })).toEqual([]);
    expect(await names({ q: '  ' })).toEqual(['a', 'b', 'c']);
  });

  it('refuses a cursor of another order, or of nobody', async () => {
    await tellMany(5);
    const { nextCursor } = await models.listIncidents({ tenant, limit: 2 });
    for (const cursor of ['nonsense', 'W10', nextCursor]) {
      const read = models.listIncidents({ tenant, sort: 'onsetAt', cursor });
      await expect(read).rejects.toMatchObject({ code: 'invalid-cursor' });
    }
  });
});

describe('a tenant', () => {
  it('sees only itself', async () => {
    await bench.tell('theirs', [opened([member('1')])], { tenant: 'globex' });
    const id = idOf('theirs');
    expect(await models.getIncident('globex', id)).not.toBeNull();
    const empty = { items: [], nextCursor: null };
    expect(await models.listIncidents({ tenant })).toEqual(empty);
    expect(await models.countIncidents({ tenant })).toBe(0);
    expect(await models.getIncident(tenant, id)).toBeNull();
    expect(await models.getIncidentAsOf(tenant, id, t0 + minute)).toBeNull();
    expect(await models.incidentTimeline(tenant, id)).toEqual(empty);
    expect(await models.incidentSignals(tenant, id)).toEqual(empty);
    expect(await models.incidentEvents(tenant, id)).toEqual(empty);
    expect(await models.services({ tenant })).toEqual(empty);
  });
});

describe('one incident', () => {
  it('is not found by what is no id', async () => {
    expect(await models.getIncident(tenant, 'x')).toBeNull();
    expect(await models.getSignal(tenant, 'x')).toBeNull();
    expect(await models.incidentTimeline(tenant, 'x')).toMatchObject({ items: [] });
  });

  it('is shown as it was known at a moment', async () => {
    const events = await bench.tell('a', [opened([member('1')]), joined(member('2')), resolved]);
    const then = await models.getIncidentAsOf(tenant, idOf('a'), t0 + 1500);
    expect(then).toEqual(foldIncident(events.slice(0, 2)));
    expect(await models.getIncidentAsOf(tenant, idOf('a'), t0)).toBeNull();
    const timeline = await models.incidentTimeline(tenant, idOf('a'), { asOf: t0 + 1500 });
    expect(timeline.items.map(({ kind }) => kind)).toEqual(['opened', 'alert', 'alert']);
  });

  it('gives its timeline and events in pages, forwards and backwards', async () => {
    const members = Array.from({ length: 9 }, (_, index) =>
      member(`m${index}`, { occurredAt: t0 + (index % 3) }),
    );
    const events = await bench.tell('a', [
      opened(members.slice(0, 4)),
      joined(...members.slice(4)),
      resolved,
    ]);
    const read = (order: 'asc' | 'desc', kinds: 'alert'[] = []) =>
      everyPage((cursor) => models.incidentTimeline(tenant, idOf('a'), { order, kinds, limit: 2, cursor }));
    const forwards = await read('asc');
    expect(forwards).toHaveLength(11);
    expect(await read('desc')).toEqual([...forwards].reverse());
    expect(await read('asc', ['alert'])).toEqual(forwards.filter(({ kind }) => kind === 'alert'));
    const told = await everyPage((cursor) => models.incidentEvents(tenant, idOf('a'), { limit: 1, cursor }));
    expect(told).toEqual(events);
  });
});

describe('the signals of an incident', () => {
  const page = (name: string) =>
    everyPage((cursor) => models.incidentSignals(tenant, idOf(name), { limit: 2, cursor }));
  const inside = async (name: string) => (await page(name)).map(({ signalId }) => signalId).sort();
  const idsOf = (...names: string[]) => names.map(idOf).sort();

  it('come in pages by event time, each with its evidence', async () => {
    const members = Array.from({ length: 7 }, (_, index) =>
      member(`m${index}`, { occurredAt: t0 + (index % 3) }),
    );
    await bench.tell('a', [opened(members), repeated('fp-m0', 'x')]);
    const signals = await page('a');
    expect(signals.map(({ occurredAt }) => occurredAt)).toEqual(
      [0, 0, 0, 1, 1, 2, 2, 5000].map((ms) => t0 + ms),
    );
    expect(signals.every(({ evidence }) => evidence.length > 0)).toBe(true);
    const repeats = await models.incidentSignals(tenant, idOf('a'), { roles: ['repeat'] });
    expect(repeats.items.map(({ signalId }) => signalId)).toEqual([idOf('x')]);
  });

  it('are those of what it absorbed too, each once, and so are its counts', async () => {
    const late = { type: 'SignalLate', data: { member: member('2'), latenessMs: 5 } } as const;
    await bench.tell('first', [opened([member('1')]), late, repeated('fp-1', 'x')]);
    await bench.tell('second', [opened([member('3')]), repeated('fp-3', 'y')]);
    await bench.tell('third', [opened([member('4')])]);
    await bench.tell('second', [merged('first', member('1'), member('2'))]);
    await bench.tell('first', [mergedInto('second')]);
    await bench.tell('third', [merged('second', member('3'), member('1'), member('2'))]);
    await bench.tell('second', [mergedInto('third')]);
    expect(await inside('third')).toEqual(idsOf('1', '2', '3', '4', 'x', 'y'));
    const counts = { alerts: 4, logs: 0, resolutions: 0, repeats: 2, late: 1 };
    expect(await models.getIncident(tenant, idOf('third'))).toMatchObject({ counts });
    const list = await models.listIncidents({ tenant, status: ['open'] });
    expect(list.items).toMatchObject([{ id: idOf('third'), counts }]);
  });

  it('are gone where they were split off, also when they had come with a merge', async () => {
    await bench.tell('first', [opened([member('1')]), repeated('fp-1', 'x'), mergedInto('second')]);
    await bench.tell('second', [opened([member('3')]), merged('first', member('1')), split('new', '1', 'x')]);
    await bench.tell('new', [opened([member('1')])]);
    expect(await inside('second')).toEqual(idsOf('3'));
    expect(await inside('new')).toEqual(idsOf('1'));
    const detail = await models.getIncident(tenant, idOf('second'));
    expect(detail?.counts).toMatchObject({ alerts: 1, repeats: 0 });
  });
});

describe('one signal', () => {
  const store = (name: string) =>
    bench.pool.query(
      `insert into signals (id, tenant, environment, scope, kind, source, name, fingerprint, occurred_at, received_at,
                            log_partition, log_offset, origin_topic, origin_partition, origin_offset, payload)
       select $1, 'acme', 'production', 's', 'alert', 'prometheus', 'Down', 'fp', now(), now(), 0, count(*), 't', 0, 0, $2 from signals`,
      [idOf(name), JSON.stringify({ id: idOf(name), summary: 'It is down' })],
    );

  it('knows its incident, through repetitions, merges and splits', async () => {
    for (const name of ['1', '2', 'x']) await store(name);
    await bench.tell('first', [opened([member('1'), member('2')]), repeated('fp-1', 'x')]);
    expect(await models.getSignal(tenant, idOf('x'))).toMatchObject({
      signal: { id: idOf('x') },
      incidentId: idOf('first'),
      memberships: [{ role: 'repeat', name: 'Down', summary: 'It is down' }],
    });
    await bench.tell('second', [opened([member('3')]), merged('first', member('1'), member('2'))]);
    await bench.tell('first', [mergedInto('second')]);
    expect(await models.getSignal(tenant, idOf('x'))).toMatchObject({ incidentId: idOf('second') });
    await bench.tell('second', [split('new', '2')]);
    await bench.tell('new', [opened([member('2')])]);
    const moved = await models.getSignal(tenant, idOf('2'));
    expect(moved).toMatchObject({ incidentId: idOf('new'), decision: null });
    expect(moved!.memberships.map(({ incidentId, movedTo }) => [incidentId, movedTo])).toContainEqual([
      idOf('second'),
      idOf('new'),
    ]);
  });

  it('in no incident knows why', async () => {
    await store('1');
    expect(await models.getSignal(tenant, idOf('1'))).toMatchObject({ incidentId: null, decision: null });
    await bench.pool.query(
      `insert into signal_decisions (signal_id, tenant, scope, outcome, score, threshold, evidence, candidates, policy_version, decided_at)
       values ($1, 'acme', 's', 'candidate', 0.4, 1, '[]', '[]', 'p1', to_timestamp($2::float8 / 1000))`,
      [idOf('1'), t0],
    );
    expect(await models.getSignal(tenant, idOf('1'))).toMatchObject({
      decision: { outcome: 'candidate', score: 0.4, threshold: 1, policyVersion: 'p1', decidedAt: t0 },
    });
    expect(await models.getSignal('globex', idOf('1'))).toBeNull();
  });
});

describe('services', () => {
  it('tell how often and how badly each is hit, merged incidents left out', async () => {
    await bench.tell('a', [opened([member('1'), member('2', { service: 'db' })]), resolved]);
    await bench.tell('b', [opened([member('3'), member('4', { kind: 'log', status: null })])], {
      at: t0 + minute,
    });
    await bench.tell('c', [opened([member('5')]), mergedInto('b')], { at: t0 + 2 * minute });
    const seen = await everyPage((cursor) => models.services({ tenant, limit: 1, cursor }));
    expect(seen).toEqual([
      {
        service: 'checkout',
        environment: 'production',
        openIncidents: 1,
        totalIncidents: 2,
        lastIncidentId: idOf('b'),
        lastIncidentAt: t0 + minute,
        alerts: 2,
        logs: 1,
        lastSignalAt: t0,
      },
      expect.objectContaining({ service: 'db', openIncidents: 0, totalIncidents: 1 }),
    ]);
    expect(await models.services({ tenant, environment: 'staging' })).toEqual({
      items: [],
      nextCursor: null,
    });
  });
});
