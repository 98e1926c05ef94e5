import { catalogOf } from '@throughline/catalog';
import { describe, expect, it } from '@jest/globals';
import { compareResults } from './compare-results.js';
import { type BacktestResult } from './result.js';
import { runBacktest } from './run-backtest.js';

const start = Date.UTC(2025, 0, 6, 9);
const service = (name: string, ...dependsOn: string[]) => ({
  name,
  owner: null,
  type: null,
  tier: null,
  links: [],
  dependsOn,
});
const catalog = catalogOf([service('web', 'cart'), service('cart', 'db'), service('db')]);

const alert = (seconds: number, of: string, name: string, more: object = {}) => ({
  kind: 'alert',
  id: `${of}-${name}-${seconds}`,
  occurredAt: new Date(start + seconds * 1000).toISOString(),
  service: of,
  source: 'prometheus',
  labels: { pod: `${of}-1` },
  name,
  status: 'firing',
  severity: 'critical',
  startsAt: new Date(start + seconds * 1000).toISOString(),
  summary: `${name} on ${of}`,
  ...more,
});

const deploy = {
  kind: 'deploy',
  id: 'deploy-1',
  occurredAt: new Date(start - 120_000).toISOString(),
  service: 'db',
  source: 'argocd',
  deployId: '77',
  version: 'v2',
  status: 'succeeded',
};

const outage = [
  deploy,
  alert(0, 'db', 'DiskFull'),
  alert(5, 'cart', 'ErrorRateHigh'),
  alert(9, 'web', 'LatencyHigh'),
  alert(30, 'db', 'DiskFull'),
];

describe('runBacktest', () => {
  it('tells the incident, its signals by the ids that producers gave, and its suspects', () => {
    const { incidents, stats } = runBacktest({ lines: outage, catalog });
    expect(incidents).toHaveLength(1);
    const [incident] = incidents;
    expect([...incident!.signalIds].sort()).toEqual(
      outage
        .slice(1)
        .map(({ id }) => id)
        .sort(),
    );
    expect(incident!.services).toEqual(['cart', 'db', 'web']);
    expect(incident!.status).toBe('resolved');
    expect(incident!.suspects[0]?.service).toBe('db');
    expect(incident!.changes[0]).toMatchObject({ signalId: 'deploy-1', changeId: '77', service: 'db' });
    expect(stats).toEqual({ signals: 5, duplicates: 0, late: 0, rejected: 0, unincidented: 0 });
  });

  it('counts duplicates and what is no signal, and decides as without them', () => {
    const once = runBacktest({ lines: outage, catalog });
    const twice = runBacktest({ lines: [...outage, ...outage, { kind: 'nonsense' }, 7], catalog });
    expect(twice.incidents).toEqual(once.incidents);
    expect(twice.stats).toMatchObject({ signals: 5, duplicates: 5, rejected: 2 });
  });

  it('takes lines in the order of their arrival', () => {
    const arriving = outage.map((line) => ({ ...line, receivedAt: line.occurredAt }));
    expect(runBacktest({ lines: [...arriving].reverse(), catalog }).incidents).toEqual(
      runBacktest({ lines: outage, catalog }).incidents,
    );
  });

  it('keeps an alert that is a minute late with its incident', () => {
    const late = alert(7, 'cart', 'LatencyHigh', { receivedAt: new Date(start + 67_000).toISOString() });
    const rest = [...outage, alert(60, 'web', 'ErrorRateHigh')].map((line) => ({
      ...line,
      receivedAt: line.occurredAt,
    }));
    const { incidents, stats } = runBacktest({ lines: [...rest, late], catalog });
    expect(stats.late).toBe(1);
    expect(incidents).toHaveLength(1);
    expect(incidents[0]!.signalIds).toContain(late.id);
  });

  it('resolves an incident after the quiet period when all its alerts were reported resolved', () => {
    const ended = outage.slice(1, 4).map((line) => ({
      ...line,
      id: `${line.id}-end`,
      status: 'resolved',
      occurredAt: new Date(start + 300_000).toISOString(),
    }));
    const { incidents } = runBacktest({ lines: [...outage, ...ended], catalog });
    expect(Date.parse(incidents[0]!.resolvedAt!)).toBeLessThanOrEqual(start + 20 * 60_000);
  });

  it('tells progress', () => {
    const told: number[] = [];
    runBacktest({ lines: outage, catalog, onProgress: (lines) => told.push(lines) });
    expect(told.at(-1)).toBe(outage.length);
  });
});

const result = (...incidents: (readonly [string, string[], string?])[]): BacktestResult => ({
  policyVersion: 'p',
  incidents: incidents.map(([id, signalIds, suspect]) => ({
    id,
    status: 'resolved',
    severity: 'error',
    title: id,
    openedAt: '',
    resolvedAt: null,
    services: [],
    signalIds,
    changes: [],
    suspects: suspect === undefined ? [] : [{ service: suspect, score: 1, evidence: [] }],
  })),
  stats: { signals: 0, duplicates: 0, late: 0, rejected: 0, unincidented: 0 },
});

describe('compareResults', () => {
  it('finds nothing between equal results', () => {
    const same = result(['a', ['1', '2']]);
    expect(compareResults(same, same)).toEqual({
      split: [],
      merged: [],
      gained: [],
      lost: [],
      moved: [],
      suspects: [],
    });
  });

  it('tells splits, merges, gains, losses, moves and other suspects', () => {
    const before = result(['a', ['1', '2', '3'], 'db'], ['b', ['4']], ['c', ['5']], ['lost', ['6']]);
    const after = result(['a', ['1', '2'], 'web'], ['x', ['3']], ['b', ['4', '5']], ['new', ['7']]);
    expect(compareResults(before, after)).toEqual({
      split: [{ before: 'a', after: ['a', 'x'] }],
      merged: [{ before: ['b', 'c'], after: 'b' }],
      gained: ['new'],
      lost: ['lost'],
      moved: [
        { signalId: '3', before: 'a', after: 'x' },
        { signalId: '6', before: 'lost', after: null },
        { signalId: '7', before: null, after: 'new' },
      ],
      suspects: [{ before: 'a', after: 'a', service: ['db', 'web'], change: undefined }],
    });
  });
});
