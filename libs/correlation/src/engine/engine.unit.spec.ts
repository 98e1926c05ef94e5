import { catalogOf } from '@throughline/catalog';
import { type Signal } from '@throughline/contracts';
import { signalId } from '@throughline/identity';
import { defaultPolicy, policyOf } from '@throughline/policy';
import { describe, expect, it } from '@jest/globals';
import { type Decision } from '../engine.js';
import { combine, speaksAgainst, speaksFor } from './evidence.js';
import { createEngine } from './create-engine.js';

const start = Date.UTC(2025, 0, 6, 9);
const engine = createEngine();
const service = (name: string, ...dependsOn: string[]) => ({
  name,
  owner: null,
  type: null,
  tier: null,
  links: [],
  dependsOn,
});
const catalog = catalogOf([
  service('web', 'cart', 'pay'),
  service('cart', 'db'),
  service('pay', 'db'),
  service('db'),
  service('far', 'away'),
  service('away', 'further'),
  service('further', 'web'),
]);
const wide = policyOf({
  ...defaultPolicy,
  engine: { ...defaultPolicy.engine, session: { ...defaultPolicy.engine.session, maxServices: 3 } },
});

let count = 0;
function alert(
  seconds: number,
  of: string,
  name: string,
  more: Partial<Signal> = {},
  status: 'firing' | 'resolved' = 'firing',
): Signal {
  const occurredAt = start + seconds * 1000;
  count += 1;
  return {
    id: signalId('default', 'production', 'test', `${count}`),
    sourceId: `${count}`,
    kind: 'alert',
    tenant: 'default',
    environment: 'production',
    scope: 'default/production',
    service: of,
    source: 'prometheus',
    occurredAt,
    receivedAt: occurredAt,
    fingerprint: `${of}/${name}`,
    name,
    summary: '',
    severity: 'critical',
    labels: {},
    links: [],
    flags: [],
    origin: { topic: 'test', partition: 0, offset: count },
    alert: {
      name,
      status,
      startsAt: occurredAt,
      endsAt: null,
      description: null,
      annotations: {},
      value: null,
    },
    deploy: null,
    log: null,
    configChange: null,
    ...more,
  };
}

/** Plays signals in order with the timers between them, then runs on for `after` seconds. */
function play(signals: readonly Signal[], policy = defaultPolicy, after = 0): readonly Decision[] {
  let state = engine.initial('default/production');
  const decisions: Decision[] = [];
  const step = (input: Parameters<typeof engine.correlate>[1]) => {
    const result = engine.correlate(state, input, { catalog, policy });
    state = result.state;
    decisions.push(...result.decisions);
  };
  const until = (at: number) => {
    for (let timer = engine.nextTimer(state); timer !== null && timer <= at; timer = engine.nextTimer(state))
      step({ type: 'time', now: timer });
  };
  for (const signal of signals) {
    until(signal.occurredAt);
    step({ type: 'signal', signal, latenessMs: 0 });
  }
  until((signals.at(-1)?.occurredAt ?? 0) + after * 1000);
  return decisions;
}

const of = <Type extends Decision['type']>(decisions: readonly Decision[], type: Type) =>
  decisions.filter((decision): decision is Extract<Decision, { type: Type }> => decision.type === type);

describe('evidence', () => {
  it('combines as noisy-or, and reasons against spare what they refute', () => {
    expect(combine([speaksFor('same-service', 0.5, ''), speaksFor('dependency', 0.5, '')])).toBe(0.75);
    expect(combine([speaksFor('same-service', 0.5, ''), speaksAgainst('chronic', 0.5, '')])).toBe(0.25);
    expect(combine([])).toBe(0);
  });
});

describe('a small estate', () => {
  const outage = [
    alert(0, 'db', 'DiskFull'),
    alert(4, 'cart', 'ErrorRateHigh'),
    alert(8, 'web', 'LatencyHigh'),
  ];

  it('opens an incident with all its alerts in retrospect, each with why', () => {
    const [opened] = of(play(outage), 'open');
    expect(opened?.members.map(({ service: name }) => name)).toEqual(
      ['db', 'cart', 'web'].slice(0, opened?.members.length),
    );
    expect(opened?.members.map(({ evidence }) => evidence[0]?.kind)).toContain('founding');
  });

  it('tells repeats of a firing alert once a second', () => {
    const decisions = play(
      [...outage, alert(9.1, 'db', 'DiskFull'), alert(9.4, 'db', 'DiskFull')],
      defaultPolicy,
      5,
    );
    expect(of(decisions, 'repeat')).toHaveLength(1);
    expect(of(decisions, 'repeat')[0]?.repeats[0]?.signalIds).toHaveLength(2);
  });

  it('begins a second incident with a wave that is louder than what went on', () => {
    const wave = Array.from({ length: 20 }, (_, index) =>
      alert(70 + index * 0.2, ['web', 'cart', 'pay', 'db'][index % 4] ?? 'web', `New${index}`),
    );
    const decisions = play([...outage, ...wave, alert(100, 'web', 'LatencyHigh')], defaultPolicy, 60);
    expect(of(decisions, 'open')).toHaveLength(2);
    expect(of(decisions, 'open')[1]?.members[0]?.evidence[0]?.kind).toBe('onset-wave');
  });

  it('takes one evaluation that reports much at once for no wave', () => {
    const tick = Array.from({ length: 20 }, (_, index) => alert(70, 'web', `Same${index}`));
    expect(of(play([...outage, ...tick], defaultPolicy, 60), 'open')).toHaveLength(1);
  });

  it('ends an episode that was reported resolved before its wave was decided', () => {
    const late = [alert(20, 'pay', 'QueueFull'), alert(22, 'pay', 'QueueFull', {}, 'resolved')];
    const ends = outage.map(({ service: name, name: alertName }) =>
      alert(30, name ?? '', alertName, {}, 'resolved'),
    );
    const decisions = play([...outage, ...late, ...ends], defaultPolicy, 3600);
    expect(of(decisions, 'mitigate')).toHaveLength(1);
    expect(of(decisions, 'resolve')[0]?.at).toBeLessThanOrEqual(
      start + 20_000 + defaultPolicy.time.quietPeriod + 60_000,
    );
  });
});

describe('a large estate', () => {
  it('joins by distance and leaves what is far away alone', () => {
    const decisions = play(
      [
        alert(0, 'db', 'DiskFull'),
        alert(5, 'cart', 'ErrorRateHigh'),
        alert(6, 'far', 'CpuHigh', { severity: 'warning' }),
      ],
      wide,
    );
    expect(of(decisions, 'open')).toHaveLength(1);
    expect(of(decisions, 'unincidented').at(-1)?.outcome).toBe('candidate');
  });

  it('makes two incidents one when an alert belongs to both', () => {
    const decisions = play(
      [
        ...['ErrorRateHigh', 'LatencyHigh', 'CpuHigh'].map((name) => alert(0, 'cart', name)),
        ...['ErrorRateHigh', 'LatencyHigh', 'CpuHigh'].map((name) => alert(1, 'pay', name)),
        alert(5, 'db', 'DiskFull'),
      ],
      wide,
    );
    expect(of(decisions, 'open')).toHaveLength(2);
    const [merged] = of(decisions, 'merge');
    expect(merged?.evidence[0]?.kind).toBe('bridge');
    expect(merged?.members).toHaveLength(3);
  });

  it('knows two alerts that blame the same service for parts of one', () => {
    const blames = (seconds: number, name: string) =>
      alert(seconds, name, 'DependencyErrors', { labels: { caller: name, callee: 'db' } });
    const decisions = play([blames(0, 'far'), blames(5, 'web'), blames(9, 'further')], wide);
    expect(of(decisions, 'open')).toHaveLength(1);
  });
});

describe('what opens nothing', () => {
  it('suppresses by rule, and says which', () => {
    const policy = policyOf({
      ...defaultPolicy,
      suppression: [{ name: 'window', match: { service: 'db' }, from: start, until: start + 60_000 }],
    });
    const decisions = play([alert(10, 'db', 'DiskFull'), alert(70, 'db', 'DiskFull')], policy);
    expect(of(decisions, 'unincidented').map(({ outcome }) => outcome)).toEqual(['suppressed', 'candidate']);
    expect(of(decisions, 'unincidented')[0]?.evidence[0]?.text).toContain('window');
  });

  it('records only what is beyond the lateness', () => {
    const state = engine.initial('s');
    const input = {
      type: 'signal',
      signal: alert(0, 'db', 'DiskFull'),
      latenessMs: defaultPolicy.time.lateness + 1,
    } as const;
    const { decisions } = engine.correlate(state, input, { catalog, policy: defaultPolicy });
    expect(of(decisions, 'unincidented')[0]?.outcome).toBe('beyond-lateness');
  });

  it('forgets what recurs alone, and comes to weigh less', () => {
    const nights = Array.from({ length: 10 }, (_, night) =>
      ['A', 'B', 'C'].map((name) => alert(night * 7200, 'db', name, { severity: 'warning' })),
    ).flat();
    const scores = of(play(nights, defaultPolicy, 8000), 'open').map(({ score }) => score);
    expect(scores).toEqual([]);
  });
});
