import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createPool } from '@throughline/storage';
import { type TestScope, until, useTestScope } from '@throughline/testing';
import { type Pool } from 'pg';
import { ended, type Environment, runCli, startCli } from './testing/cli-process.js';

interface StatusJson {
  readonly stages: Readonly<Record<string, { readonly state: string; readonly lag: number }>>;
  readonly signals: {
    readonly stored: number;
    readonly duplicate: number;
    readonly deadLettered: number;
    readonly late: number;
  };
}

const example = fileURLToPath(new URL('../../../examples/checkout-outage/', import.meta.url));
const apiKey = 'end-to-end-test-key';

let scope: TestScope;
let pool: Pool;
let home: string;
let environment: Environment;
let service: ChildProcess;

beforeAll(async () => {
  scope = await useTestScope();
  pool = createPool({ databaseUrl: scope.databaseUrl, applicationName: 'e2e' });
  home = await mkdtemp(join(tmpdir(), 'throughline-e2e-'));
  environment = {
    THROUGHLINE_KAFKA_BROKERS: scope.brokers,
    THROUGHLINE_REGISTRY_URL: scope.registryUrl,
    THROUGHLINE_DATABASE_URL: scope.databaseUrl,
    THROUGHLINE_TOPIC_PREFIX: scope.topicPrefix,
    THROUGHLINE_GROUP_PREFIX: scope.groupPrefix,
    THROUGHLINE_HOME: home,
    THROUGHLINE_API_PORT: '0',
    THROUGHLINE_API_KEY: apiKey,
    THROUGHLINE_PARTITIONS: '2',
    THROUGHLINE_CATALOG: join(example, 'catalog.yaml'),
  };
  service = startCli(['start'], environment);
  service.stdout?.resume();
  service.stderr?.resume();
  await until(async () => (await runCli(['status', '--json'], environment)).code === 0, {
    what: 'every stage to be up',
    timeoutMs: 60_000,
    everyMs: 500,
  });
}, 90_000);

afterAll(async () => {
  service.kill('SIGKILL');
  await pool.end();
  await scope.cleanup();
  await rm(home, { recursive: true, force: true });
});

async function status(): Promise<StatusJson> {
  const { stdout } = await runCli(['status', '--json'], environment);
  return JSON.parse(stdout) as StatusJson;
}

async function api(path: string, accept = 'application/json'): Promise<string> {
  const { url } = JSON.parse(await readFile(join(home, 'api.json'), 'utf8')) as { readonly url: string };
  const response = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${apiKey}`, accept } });
  return response.text();
}

const drained = (wanted: (signals: StatusJson['signals']) => boolean): Promise<unknown> =>
  until(
    async () => {
      const { stages, signals } = await status();
      return wanted(signals) && Object.values(stages).every(({ lag }) => lag === 0);
    },
    { what: 'all stages to have read everything', timeoutMs: 60_000, everyMs: 300 },
  );

const count = async (table: string): Promise<number> =>
  (await pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`)).rows[0]?.n ?? -1;

/** Three outages on a small estate, two hours apart in an environment of their own. */
const outages = (): object[] =>
  [0, 1, 2].flatMap((outage) =>
    Array.from({ length: 120 }, (_, i) => ({
      kind: 'alert',
      id: `o${outage}-${i}`,
      occurredAt: new Date(Date.UTC(2025, 3, 1, 8 + 2 * outage) + i * 4_000).toISOString(),
      environment: 'history',
      service: ['checkout', 'payment', 'frontend'][(i + outage) % 3],
      source: 'prometheus',
      name: `Failing${(i + outage) % 6}`,
      status: 'firing',
      severity: 'critical',
      summary: 'it fails',
      labels: { pod: `pod-${i % 5}` },
    })),
  );

describe('the whole pipeline in one process', () => {
  it('makes one incident of the checkout outage, with its timeline, its suspected deploy and a draft without secrets', async () => {
    const published = await runCli(
      ['publish', '--signals', join(example, 'signals.jsonl'), '--rebase', '--format', 'avro'],
      environment,
    );
    expect(published.code).toBe(0);
    await drained(({ stored, duplicate }) => stored + duplicate >= 172);
    const { items } = JSON.parse(await api('/v1/incidents?environment=production')) as {
      items: { id: string; status: string; services: string[] }[];
    };
    expect(items).toHaveLength(1);
    const [incident] = items;
    expect(incident).toMatchObject({
      status: 'resolved',
      services: expect.arrayContaining(['checkout', 'frontend', 'payment']),
    });
    const path = `/v1/incidents/${incident?.id}`;
    const detail = JSON.parse(await api(path)) as { suspects: { changes: { changeId: string }[] } };
    expect(detail.suspects.changes[0]?.changeId).toBe('4521');
    const timeline = await api(`${path}/timeline?limit=500`);
    expect((JSON.parse(timeline) as { items: unknown[] }).items.length).toBeGreaterThan(20);
    const draft = await api(`${path}/postmortem`, 'text/markdown');
    expect(draft).toContain('## Lead-up');
    const { secrets } = JSON.parse(await readFile(join(example, 'expected.json'), 'utf8')) as {
      secrets: string[];
    };
    const stored =
      (await pool.query<{ text: string }>('SELECT string_agg(payload::text, chr(10)) AS text FROM signals'))
        .rows[0]?.text ?? '';
    for (const secret of secrets)
      expect([timeline, draft, stored].some((text) => text.includes(secret))).toBe(false);
  }, 90_000);

  it('ends the same history the same: published twice, and in a backtest', async () => {
    const file = join(home, 'history.jsonl');
    await writeFile(
      file,
      outages()
        .map((line) => JSON.stringify(line))
        .join('\n'),
    );
    const before = await status();
    await runCli(['publish', '--signals', file], environment);
    await drained(({ stored }) => stored >= before.signals.stored + 360);
    const incidents = async (): Promise<unknown[]> =>
      (
        await pool.query<object>(
          "SELECT id, version, status, title FROM incidents WHERE environment = 'history' ORDER BY id",
        )
      ).rows;
    const members = async (): Promise<readonly string[]> =>
      (
        await pool.query<{ member: string }>(
          `SELECT i.incident_id || ' ' || (s.payload->>'sourceId') AS member FROM incident_signals i JOIN signals s ON s.id = i.signal_id
            WHERE s.environment = 'history' AND s.kind = 'alert'`,
        )
      ).rows.map(({ member }) => member);
    // The last ones are held back until ticks have let time pass.
    await until(async () => (await members()).length === 360, {
      what: 'every alert to be in an incident',
      timeoutMs: 40_000,
    });
    const told = await incidents();
    expect(told.length).toBeGreaterThanOrEqual(3);

    const out = join(home, 'result.json');
    expect(
      (
        await runCli(
          ['backtest', '--signals', file, '--catalog', join(example, 'catalog.yaml'), '--out', out],
          environment,
        )
      ).code,
    ).toBe(0);
    const result = JSON.parse(await readFile(out, 'utf8')) as {
      incidents: { id: string; signalIds: string[] }[];
    };
    expect(
      result.incidents.flatMap(({ id, signalIds }) => signalIds.map((each) => `${id} ${each}`)).sort(),
    ).toEqual([...(await members())].sort());

    await runCli(['publish', '--signals', file], environment);
    await drained(({ duplicate }) => duplicate >= before.signals.duplicate + 360);
    expect(await incidents()).toEqual(told);
  }, 90_000);

  it('agrees with the database about what became of everything', async () => {
    const { signals, stages } = await status();
    expect(signals).toMatchObject({
      stored: await count('signals'),
      duplicate: await count('duplicate_signals'),
      deadLettered: await count('dead_letters'),
    });
    expect(Object.keys(stages)).toEqual(['intake', 'correlator', 'relay', 'projector', 'postmortem']);
    const { rows } = await pool.query<{ gaps: number }>(
      'SELECT count(*)::int AS gaps FROM (SELECT max(version) <> count(*) AS gap FROM events GROUP BY stream_id) AS streams WHERE gap',
    );
    expect(rows[0]?.gaps).toBe(0);
  }, 30_000);

  it('ends with code 0 when it is asked to', async () => {
    service.kill('SIGTERM');
    expect(await ended(service)).toBe(0);
    const down = await runCli(['status', '--json'], environment);
    expect(down.code).toBe(1);
  }, 60_000);
});

describe('the command line', () => {
  const nothing = (): Environment => ({ THROUGHLINE_HOME: join(home, 'empty'), THROUGHLINE_API_PORT: '1' });

  it.each([
    [['nonsense'], 2, /unknown command/],
    [['publish'], 2, /--signals/],
    [['publish', '--signals', 'x', '--rate', '0'], 2, /above 0/],
    [['status'], 1, /npm start/],
    [['incidents', 'list'], 1, /does not answer/],
    [['backtest'], 2, /--signals FILE or --from-store/],
    [['backtest', '--signals', '/does/not/exist.jsonl'], 2, /cannot be read/],
    [['dead-letters', 'show', 'x'], 2, /TOPIC\/PARTITION\/OFFSET/],
  ] as const)('%j exits %d and says what to do', async (args, code, message) => {
    const finished = await runCli(args, nothing());
    expect(finished.code).toBe(code);
    expect(finished.stderr).toMatch(message);
  });

  it('names the lines of a file that are no signals, and takes the rest', async () => {
    const file = join(home, 'bad.jsonl');
    const good = {
      kind: 'alert',
      name: 'A',
      status: 'firing',
      severity: 'error',
      service: 's',
      source: 'x',
      occurredAt: '2025-01-01T00:00:00Z',
    };
    await writeFile(file, `${JSON.stringify(good)}\n{\n[]\n{"kind":"alert"}\n`);
    const { code, stderr, stdout } = await runCli(['backtest', '--signals', file], nothing());
    expect(code).toBe(1);
    expect(stdout).toContain('of 1 signals');
    for (const line of [2, 3, 4]) expect(stderr).toContain(`line ${line}:`);
  });
});
