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
} from '../bench.fixture.spec.js';
import { type IncidentFilters, type IncidentSort, incidentSorts } from './list-incidents.js';
import { type Position } from './position.js';
import { ReadModels } from './read-models.js';
import { type Slice } from './slice.js';

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
  read: (after: Position | undefined) => Promise<Slice<Item> | null>,
  between: (page: number) => Promise<unknown> = () => Promise.resolve(),
): Promise<Item[]> {
  const items: Item[] = [];
  let after: Position | undefined;
  let page = 0;
  do {
    const slice: Slice<Item> = (await read(after))!;
    items.push(...slice.items);
    after = slice.next ?? undefined;
    await between(page++);
  } while (after !== undefined);
  return items;
}

const listed = (filters: IncidentFilters = {}, sort: IncidentSort = '-openedAt') =>
  everyPage((after) => models.incidents(tenant, filters, sort, { limit: 3, after }));
const whole = { limit: 100 };
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
    const all = await listed({}, sort);
    expect(new Set(ids(all)).size).toBe(11);
    expect(ids((await models.incidents(tenant, {}, sort, whole)).items)).toEqual(ids(all));
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
      const before = new Set(ids(await listed({}, sort)));
      const seen = await everyPage(
        (after) => models.incidents(tenant, {}, sort, { limit: 3, after }),
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
    const names = async (filters: IncidentFilters) => {
      const found = ids(await listed(filters, 'openedAt'));
      expect(await models.countIncidents(tenant, filters)).toBe(found.length);
      return ['a', 'b', 'c'].filter((name) => found.includes(idOf(name)));
    };
    expect(await names({})).toEqual(['a', 'b', 'c']);
    expect(await names({ status: ['resolved'] })).toEqual(['b']);
    expect(await names({ status: ['open', 'resolved'] })).toEqual(['a', 'b', 'c']);
    expect(await names({ severity: ['critical'] })).toEqual(['a']);
    expect(await names({ service: ['payment-gateway', 'nowhere'] })).toEqual(['b']);
    expect(await names({ environment: ['staging'] })).toEqual(['c']);
    expect(await names({ from: t0 + minute })).toEqual(['b', 'c']);
    expect(await names({ from: t0, to: t0 + minute })).toEqual(['a']);
    expect(await names({ q: 'disk' })).toEqual(['b']);
    expect(await names({ q: 'Payment-Gate full' })).toEqual(['b']);
    expect(await names({ q: 'v42' })).toEqual(['a']);
    expect(await names({ q: idOf('c') })).toEqual(['c']);
    expect(await names({ q: `';--` })).toEqual([]);
    expect(await names({ q: '  ' })).toEqual(['a', 'b', 'c']);
  });

  it('refuses a position of another list', async () => {
    for (const after of [[], ['x', 1], [1, 'x'], [Number.NaN, idOf('a')], [1, 2, 3]]) {
      const read = models.incidents(tenant, {}, 'onsetAt', { limit: 1, after });
      await expect(read).rejects.toMatchObject({ code: 'invalid-position' });
    }
  });

  it('reads the thousandth page as it reads the first: from the index, without sorting', async () => {
    await bench.pool.query(
      `insert into incidents (id, tenant, environment, scope, version, position, status, severity, severity_weight, title, onset_at,
                              opened_at, updated_at, services, alerts, logs, resolutions, repeats, late, words, summary)
       select gen_random_uuid(), 'acme', 'production', 's', 1, n, 'open', 'error', 3, 't', to_timestamp(n), to_timestamp(n),
              to_timestamp(n), '{checkout}', 1, 0, 0, 0, 0, 'w', '{"absorbedIds": []}' from generate_series(1, 20000) n`,
    );
    await bench.pool.query('analyze incidents');
    for (const at of [19_990, 50]) {
      const { rows } = await bench.pool.query<{ 'QUERY PLAN': string }>(
        `explain (analyze, buffers off, timing off, summary off)
         select id from incidents where tenant = 'acme' and (opened_at, id) < (to_timestamp(${at}), '${idOf('a')}')
          order by opened_at desc, id desc limit 21`,
      );
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan).toContain('incidents_opened_at_idx');
      expect(plan).not.toContain('Sort');
      expect(plan).not.toContain('Rows Removed');
    }
  });
});

describe('a tenant', () => {
  it('sees only itself', async () => {
    await bench.tell('theirs', [opened([member('1')])], { tenant: 'globex' });
    const id = idOf('theirs');
    expect(await models.incident('globex', id)).not.toBeNull();
    expect(await models.incidents(tenant, {}, '-openedAt', whole)).toEqual({ items: [], next: null });
    expect(await models.countIncidents(tenant, {})).toBe(0);
    expect(await models.incident(tenant, id)).toBeNull();
    expect(await models.incidentAsOf(tenant, id, t0 + minute)).toBeNull();
    expect(await models.timeline(tenant, id, { order: 'asc' }, whole)).toBeNull();
    expect(await models.incidentSignals(tenant, id, whole)).toBeNull();
    expect(await models.incidentEvents(tenant, id, whole)).toBeNull();
    expect(await models.services(tenant, whole)).toEqual({ items: [], next: null });
  });
});

describe('one incident', () => {
  it('is not found by what is no id', async () => {
    expect(await models.incident(tenant, 'x')).toBeNull();
    expect(await models.signal(tenant, 'x')).toBeNull();
    expect(await models.timeline(tenant, 'x', { order: 'asc' }, whole)).toBeNull();
  });

  it('is shown as it was known at a moment', async () => {
    const events = await bench.tell('a', [opened([member('1')]), joined(member('2')), resolved]);
    const then = await models.incidentAsOf(tenant, idOf('a'), t0 + 1500);
    expect(then).toEqual(foldIncident(events.slice(0, 2)));
    expect(await models.incidentAsOf(tenant, idOf('a'), t0)).toBeNull();
    const timeline = await models.timeline(tenant, idOf('a'), { order: 'asc', asOf: t0 + 1500 }, whole);
    expect(timeline!.items.map(({ kind }) => kind)).toEqual(['opened', 'alert', 'alert']);
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
      everyPage((after) => models.timeline(tenant, idOf('a'), { order, kinds }, { limit: 2, after }));
    const forwards = await read('asc');
    expect(forwards).toHaveLength(11);
    expect(await read('desc')).toEqual([...forwards].reverse());
    expect(await read('asc', ['alert'])).toEqual(forwards.filter(({ kind }) => kind === 'alert'));
    const told = await everyPage((after) => models.incidentEvents(tenant, idOf('a'), { limit: 1, after }));
    expect(told).toEqual(events);
  });
});

describe('the signals of an incident', () => {
  const page = (name: string) =>
    everyPage((after) => models.incidentSignals(tenant, idOf(name), { limit: 2, after }));
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
    const repeats = await models.incidentSignals(tenant, idOf('a'), whole, { roles: ['repeat'] });
    expect(repeats!.items.map(({ signalId }) => signalId)).toEqual([idOf('x')]);
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
    expect(await models.incident(tenant, idOf('third'))).toMatchObject({
      ...counts,
      summary: { tally: counts },
    });
    const list = await models.incidents(tenant, { status: ['open'] }, '-openedAt', whole);
    expect(list.items).toMatchObject([{ id: idOf('third'), ...counts }]);
  });

  it('are gone where they were split off, also when they had come with a merge', async () => {
    await bench.tell('first', [opened([member('1')]), repeated('fp-1', 'x'), mergedInto('second')]);
    await bench.tell('second', [opened([member('3')]), merged('first', member('1')), split('new', '1', 'x')]);
    await bench.tell('new', [opened([member('1')])]);
    expect(await inside('second')).toEqual(idsOf('3'));
    expect(await inside('new')).toEqual(idsOf('1'));
    expect(await models.incident(tenant, idOf('second'))).toMatchObject({ alerts: 1, repeats: 0 });
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
    expect(await models.signal(tenant, idOf('x'))).toMatchObject({
      signal: { id: idOf('x') },
      membership: { incidentId: idOf('first'), role: 'repeat', name: 'Down', summary: 'It is down' },
    });
    await bench.tell('second', [opened([member('3')]), merged('first', member('1'), member('2'))]);
    await bench.tell('first', [mergedInto('second')]);
    expect(await models.signal(tenant, idOf('x'))).toMatchObject({
      membership: { incidentId: idOf('second'), toldBy: idOf('first') },
    });
    await bench.tell('second', [split('new', '2')]);
    await bench.tell('new', [opened([member('2')])]);
    const moved = await models.signal(tenant, idOf('2'));
    expect(moved).toMatchObject({ membership: { incidentId: idOf('new') }, decision: null });
    expect(moved!.formerly.map(({ toldBy, movedTo }) => [toldBy, movedTo])).toContainEqual([
      idOf('second'),
      idOf('new'),
    ]);
  });

  it('in no incident knows why', async () => {
    await store('1');
    expect(await models.signal(tenant, idOf('1'))).toMatchObject({ membership: null, decision: null });
    await bench.pool.query(
      `insert into signal_decisions (signal_id, tenant, scope, outcome, score, threshold, evidence, candidates, policy_version, decided_at)
       values ($1, 'acme', 's', 'candidate', 0.4, 1, '[]', '[]', 'p1', to_timestamp($2::float8 / 1000))`,
      [idOf('1'), t0],
    );
    expect(await models.signal(tenant, idOf('1'))).toMatchObject({
      decision: { outcome: 'candidate', score: 0.4, threshold: 1, policyVersion: 'p1', decidedAt: t0 },
    });
    expect(await models.signal('globex', idOf('1'))).toBeNull();
  });
});

describe('services', () => {
  it('tell how often and how badly each is hit, merged incidents left out', async () => {
    await bench.tell('a', [opened([member('1'), member('2', { service: 'db' })]), resolved]);
    await bench.tell('b', [opened([member('3'), member('4', { kind: 'log', status: null })])], {
      at: t0 + minute,
    });
    await bench.tell('c', [opened([member('5')]), mergedInto('b')], { at: t0 + 2 * minute });
    const seen = await everyPage((after) => models.services(tenant, { limit: 1, after }));
    expect(seen).toEqual([
      {
        name: 'checkout',
        environment: 'production',
        openIncidents: 1,
        incidents: 2,
        lastIncidentId: idOf('b'),
        alerts: 2,
        logs: 1,
        firstSeenAt: t0,
        lastSeenAt: t0,
      },
      expect.objectContaining({ name: 'db', openIncidents: 0, incidents: 1 }),
    ]);
    expect(await models.services(tenant, whole, 'staging')).toEqual({ items: [], next: null });
  });
});
