import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestScope, until, useTestScope } from '@throughline/testing';
import { ApiReader, type IncidentAnswer } from './testing/answers.spec-support.js';
import { Database } from './testing/database.spec-support.js';
import { example } from './testing/example.spec-support.js';
import {
  commandLine,
  type Processes,
  type Running,
  type Settings,
  settingsOf,
  untilReady,
  useProcesses,
} from './testing/processes.spec-support.js';

interface StatusAnswer {
  readonly stages: Readonly<Record<string, { readonly lag: number; readonly state: string }>>;
  readonly signals: Readonly<Record<string, number>>;
  readonly api: { readonly ready: boolean };
}

const { expected } = example;

let scope: TestScope;
let database: Database;
let settings: Settings;
let processes: Processes;
let service: Running;
let api: ApiReader;

beforeAll(async () => {
  scope = await useTestScope();
  database = new Database(scope.databaseUrl);
  processes = useProcesses();
  settings = { ...settingsOf(scope), THROUGHLINE_CATALOG: example.catalog };
  service = processes.launch(commandLine, ['start'], settings);
  api = new ApiReader(await untilReady(service, 'everything'), processes.home);
});

afterAll(async () => {
  await processes.cleanup();
  await database.close();
  await scope.cleanup();
});

const status = async (): Promise<StatusAnswer> => {
  const { code, out, err } = await processes.throughline(['status', '--json'], settings);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out) as StatusAnswer;
};

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((a, b) => a + b, 0);

const theIncident = async (): Promise<IncidentAnswer> => {
  const incidents = await api.all<IncidentAnswer>('/v1/incidents');
  expect(incidents).toHaveLength(1);
  return api.json(`/v1/incidents/${incidents[0]?.id}`);
};

// The tests tell one story of one process, in its order: nothing but the story could set the stage for each of them.
describe('everything in one process, through a checkout outage', () => {
  it('takes every line of the file', async () => {
    const { code, out } = await processes.throughline(
      ['publish', '--signals', example.signals, '--rebase', '--json'],
      settings,
    );
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ published: expected.lines, refused: [] });
    await until(async () => sum(await database.outcomes()) === expected.lines, {
      what: 'every line to have its outcome',
      timeoutMs: 30_000,
    });
    expect(await database.outcomes()).toEqual({
      stored: expected.signals,
      duplicate: expected.lines - expected.signals,
      deadLettered: 0,
    });
  });

  it('says by `status` what the tables hold, and that nothing waits', async () => {
    await until(async () => Object.values((await status()).stages).every(({ lag }) => lag === 0), {
      what: 'every lag to be 0',
      timeoutMs: 20_000,
    });
    const { stages, signals, api: served } = await status();
    expect(Object.keys(stages)).toEqual(['intake', 'correlator', 'relay', 'projector', 'postmortem']);
    expect(Object.values(stages).map(({ state }) => state)).toEqual(Array(5).fill('up'));
    expect(signals).toEqual({
      ...(await database.outcomes()),
      late: await database.count('select count(*) from signals where lateness_ms is not null'),
    });
    expect(served.ready).toBe(true);
  });

  it('makes one incident of it, with the suspected deploy first', async () => {
    const resolved = await until(
      async () => {
        const incident = await theIncident();
        return incident.status === 'resolved' && incident;
      },
      { what: 'the incident to be resolved', timeoutMs: 30_000, everyMs: 200 },
    );
    expect(resolved.services).toEqual(expect.arrayContaining([...expected.incident.services]));
    expect(resolved.suspects.changes[0]?.changeId).toBe(expected.suspectedChange.changeId);
  });

  it('tells its timeline in order and drafts the post-mortem', async () => {
    const { id } = await theIncident();
    const timeline = await api.all<{ readonly occurredAt: string; readonly text: string }>(
      `/v1/incidents/${id}/timeline`,
    );
    const times = timeline.map(({ occurredAt }) => occurredAt);
    expect(times).toEqual(times.toSorted());
    expect(timeline.some(({ text }) => text.includes('v2.41.0'))).toBe(true);
    const draft = await until(() => api.text(`/v1/incidents/${id}/postmortem`, 'text/markdown'), {
      what: 'the draft',
      timeoutMs: 20_000,
    });
    expect(draft).toMatch(/^# /m);
    expect(draft).toContain('v2.41.0');
  });

  it('lets no secret of the file out, and keeps none', async () => {
    const { id } = await theIncident();
    for (const part of ['signals', 'events', 'timeline']) {
      const items = await api.all<unknown>(`/v1/incidents/${id}/${part}`);
      expect(items.length).toBeGreaterThan(0);
    }
    const ids = await database.rows<{ id: string }>('select id from signals');
    for (const signal of ids) await api.text(`/v1/signals/${signal.id}`);
    await api.text(`/v1/incidents/${id}/postmortem`);
    const published = readFileSync(example.signals, 'utf8');
    for (const secret of expected.secrets) {
      expect(published).toContain(secret);
      expect(api.answers.filter((text) => text.includes(secret))).toEqual([]);
      expect(await database.tablesWith(secret)).toEqual([]);
      expect(`${service.output.out}${service.output.err}`).not.toContain(secret);
    }
    // The search does find what is there.
    expect(await database.tablesWith('v2.41.0')).toContain('signals');
  });

  it('shows it at the terminal as the API answers', async () => {
    const incident = await theIncident();
    const [list, show, unknown] = await Promise.all([
      processes.throughline(['incidents', 'list'], settings),
      processes.throughline(['incidents', 'show', incident.id, '--json'], settings),
      processes.throughline(['incidents', 'show', '00000000-0000-5000-8000-000000000000'], settings),
    ]);
    expect(list).toMatchObject({ code: 0, err: '' });
    expect(list.out).toContain(incident.status);
    expect(JSON.parse(show.out)).toEqual(incident);
    expect(unknown.code).toBe(3);
    expect(unknown.err).toContain('There is no incident');
  });

  it('drains and ends with code 0 within 10 s of SIGTERM', async () => {
    service.kill('SIGTERM');
    await until(() => !service.lives(), { what: 'the process to end', timeoutMs: 10_000 });
    expect(await service.ended).toMatchObject({ code: 0, signal: null });
    const { code, err } = await processes.throughline(['status'], settings);
    expect(code).toBe(1);
    expect(err).toMatch(/Down: intake, correlator, .*api/);
  });
});
