import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createKafka, topicRanges } from '@throughline/kafka-client';
import { type TestScope, until, useTestScope } from '@throughline/testing';
import { ApiReader, type IncidentAnswer } from './testing/answers.spec-support.js';
import { Database } from './testing/database.spec-support.js';
import { example } from './testing/example.spec-support.js';
import {
  mainOf,
  type Processes,
  type Running,
  type Settings,
  settingsOf,
  untilReady,
  useProcesses,
} from './testing/processes.spec-support.js';

const services = ['intake', 'correlator', 'projector', 'postmortem', 'api'] as const;
const { expected } = example;

let scope: TestScope;
let database: Database;
let settings: Settings;
let processes: Processes;

beforeAll(async () => {
  scope = await useTestScope();
  database = new Database(scope.databaseUrl);
  processes = useProcesses();
  settings = { ...settingsOf(scope), THROUGHLINE_CATALOG: example.catalog };
});

afterAll(async () => {
  await processes.cleanup();
  await database.close();
  await scope.cleanup();
});

const launch = (service: string): Running => processes.launch(mainOf(service), [], settings);

/** Where each input record is that the tables know the outcome of. */
const origins = async (): Promise<string[]> =>
  (
    await database.rows<{ origin: string }>(`
      select concat_ws('/', origin_topic, origin_partition, origin_offset) as origin from signals
      union all select concat_ws('/', origin_topic, origin_partition, origin_offset) from duplicate_signals
      union all select concat_ws('/', topic, partition, "offset") from dead_letters`)
  ).map(({ origin }) => origin);

/** Where each record of the input topics is. */
async function inputs(): Promise<string[]> {
  const admin = createKafka({ brokers: scope.brokers.split(','), clientId: 'e2e' }).admin();
  await admin.connect();
  try {
    const topics = (await admin.listTopics()).filter((topic) =>
      ['alerts.v1', 'deploys.v1', 'logs.v1', 'config-changes.v1'].some(
        (name) => topic === `${scope.topicPrefix}${name}`,
      ),
    );
    const ranges = await Promise.all(
      topics.map(async (topic) =>
        (await topicRanges(admin, topic)).flatMap(({ partition, high }) =>
          Array.from({ length: Number(high) }, (_, offset) => `${topic}/${partition}/${offset}`),
        ),
      ),
    );
    return ranges.flat();
  } finally {
    await admin.disconnect();
  }
}

describe('five services, each a process of its own', () => {
  it('refuse to begin without their topics, and say so', async () => {
    const { code, out, err } = await launch('intake').ended;
    expect(code).toBe(1);
    expect(`${out}${err}`).toContain(`${scope.topicPrefix}alerts.v1`);
  });

  it('lose nothing and tell nothing twice when the correlator is killed amid an outage', async () => {
    const prepared = await processes.throughline(['prepare', '--json'], settings);
    expect(prepared.code).toBe(0);
    const running = new Map(services.map((service) => [service, launch(service)] as const));
    const urls = new Map(
      await Promise.all(
        [...running].map(
          async ([service, process]) => [service, await untilReady(process, service)] as const,
        ),
      ),
    );

    const publishing = processes.throughline(
      ['publish', '--signals', example.signals, '--rebase', '--rate', '60'],
      settings,
    );
    await until(async () => (await database.outcomes()).stored > 40, {
      what: 'some signals to be stored',
      timeoutMs: 30_000,
    });
    const correlator = running.get('correlator')!;
    correlator.kill('SIGKILL');
    expect(await correlator.ended).toMatchObject({ signal: 'SIGKILL' });
    const { stored } = await database.outcomes();
    expect(stored).toBeLessThan(expected.signals);
    const successor = launch('correlator');
    expect((await publishing).code).toBe(0);

    // The broker waits out the killed member's session before it gives the partitions to the new one.
    await untilReady(successor, 'the new correlator');
    await until(async () => (await origins()).length >= expected.lines, {
      what: 'every input record to have its outcome',
      timeoutMs: 60_000,
      everyMs: 100,
    });
    expect((await origins()).toSorted()).toEqual((await inputs()).toSorted());
    expect(await database.outcomes()).toEqual({
      stored: expected.signals,
      duplicate: expected.lines - expected.signals,
      deadLettered: 0,
    });

    const api = new ApiReader(urls.get('api')!, processes.home);
    const resolved = await until(
      async () => {
        const [incident] = await api.all<IncidentAnswer>('/v1/incidents');
        return incident?.status === 'resolved' && incident;
      },
      { what: 'the incident to be resolved', timeoutMs: 30_000, everyMs: 100 },
    );
    expect(await api.all('/v1/incidents')).toHaveLength(1);
    const incident = await api.json<IncidentAnswer>(`/v1/incidents/${resolved.id}`);
    expect(incident.services).toEqual(expect.arrayContaining([...expected.incident.services]));
    expect(incident.suspects.changes[0]?.changeId).toBe(expected.suspectedChange.changeId);
    await until(() => api.text(`/v1/incidents/${incident.id}/postmortem`, 'text/markdown'), {
      what: 'the draft',
      timeoutMs: 20_000,
    });

    const streams = await database.rows<{ n: number; ids: number; first: number; last: number }>(`
      select count(*)::int as n, count(distinct event_id)::int as ids, min(version) as first, max(version) as last
        from events group by stream_id`);
    expect(streams.length).toBeGreaterThan(0);
    for (const { n, ids, first, last } of streams)
      expect({ ids, first, last }).toEqual({ ids: n, first: 1, last: n });
    const joined = await database.rows<{ id: string }>(`
      select member->>'signalId' as id from events, jsonb_array_elements(data->'members') as member
       where type in ('IncidentOpened', 'SignalsCorrelated')`);
    expect(joined.length).toBeGreaterThan(0);
    expect(new Set(joined.map(({ id }) => id)).size).toBe(joined.length);

    const survivors = [...running.values(), successor].filter(({ lives }) => lives());
    expect(survivors).toHaveLength(services.length);
    for (const survivor of survivors) survivor.kill('SIGTERM');
    for (const survivor of survivors) expect(await survivor.ended).toMatchObject({ code: 0 });
  }, 150_000);
});
