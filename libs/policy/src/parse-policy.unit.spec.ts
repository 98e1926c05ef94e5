import { describe, expect, it } from '@jest/globals';
import { defaultPolicy, parsePolicy, policyContent, policyFromContent } from './index.js';

const parsed = (yaml: string) => {
  const result = parsePolicy(yaml);
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.policy;
};

const errorsOf = (yaml: string) => {
  const result = parsePolicy(yaml);
  if (result.ok) throw new Error('accepted');
  return result.errors;
};

describe('parsePolicy', () => {
  it.each(['', '# nothing', '---', 'time:', '{}'])('takes the defaults from %j', (yaml) => {
    expect(parsed(yaml)).toEqual(defaultPolicy);
  });

  it('reads durations in every unit', () => {
    const { time } = parsed(
      'time: { holdBack: 1500ms, lateness: 1h30m, futureTolerance: 0s, quietPeriod: 5m, changeLookBack: 1d }',
    );
    expect(time).toEqual({
      ...defaultPolicy.time,
      holdBack: 1_500,
      lateness: 5_400_000,
      futureTolerance: 0,
      quietPeriod: 300_000,
      changeLookBack: 86_400_000,
    });
  });

  it("adds a policy's severity words, in lower case, to the built-in ones", () => {
    const { mapping } = parsed('severity: { mapping: { Katastrophe: critical, warn: error } }').severity;
    expect(mapping).toMatchObject({ katastrophe: 'critical', warn: 'error', fatal: 'critical' });
  });

  it('reads suppression rules with times', () => {
    const yaml = `
suppression:
  - name: maintenance
    match: { service: checkout, labels: { cluster: test } }
    from: 2025-06-01T00:00:00Z
    until: 2025-06-02T00:00:00Z`;
    expect(parsed(yaml).suppression).toEqual([
      {
        name: 'maintenance',
        match: { service: 'checkout', labels: { cluster: 'test' } },
        from: Date.UTC(2025, 5, 1),
        until: Date.UTC(2025, 5, 2),
      },
    ]);
  });

  it('refuses an unknown key at its place and says what was meant', () => {
    expect(errorsOf('scope:\n  labels: [cluster]\ntime:\n  hold_back: 5s\n')).toEqual([
      {
        line: 4,
        column: 3,
        path: 'time.hold_back',
        message: 'unknown key "hold_back"; did you mean "holdBack"?',
      },
    ]);
  });

  it('lists what is known when nothing is near', () => {
    expect(errorsOf('alerts:\n  colour: red\n')[0]?.message).toBe(
      'unknown key "colour"; known here: identityLabels, volatileLabels',
    );
  });

  it('tells all errors at once, in the order of the text', () => {
    const errors = errorsOf(
      'time:\n  holdBack: soon\n  lateness: 400d\nseverity:\n  mapping: { x: awful }\nredaction:\n  disable: [emails]\nsuppression:\n  - name: all\n    match: {}\n',
    );
    expect(errors.map(({ line, path }) => [line, path])).toEqual([
      [2, 'time.holdBack'],
      [3, 'time.lateness'],
      [5, 'severity.mapping.x'],
      [7, 'redaction.disable.0'],
      [10, 'suppression.0.match'],
    ]);
    expect(errors[0]?.message).toBe('expected a duration such as 10s, 5m, 1h or 1h30m');
  });

  it('refuses a bare number as a duration: nobody knows its unit', () => {
    expect(errorsOf('time: { holdBack: 10 }')).toHaveLength(1);
  });

  it.each([
    ['a tab', 'time:\n\tholdBack: 5s'],
    ['a key twice', 'time: {}\ntime: {}'],
    ['two documents', 'time: {}\n---\ntime: {}'],
    ['a list', '- time'],
    ['a scalar', 'time'],
    ['too many aliases', `a: &a [x]\nb: &b [${'*a,'.repeat(200)}]`],
  ])('refuses %s', (_, yaml) => {
    expect(errorsOf(yaml).length).toBeGreaterThan(0);
  });
});

describe('a policy version', () => {
  it('is that of the content: what says the same has the same', () => {
    expect(parsed('time: { holdBack: 10s }').version).toBe(defaultPolicy.version);
    expect(parsed('time: { holdBack: 10000ms }').version).toBe(defaultPolicy.version);
    expect(parsed('time: { holdBack: 11s }').version).not.toBe(defaultPolicy.version);
  });

  it('goes through a control record unchanged', () => {
    const policy = parsed('scope: { labels: [cluster] }\nsuppression: [{ name: x, match: { name: y } }]');
    expect(policyFromContent(policyContent(policy))).toEqual(policy);
  });

  it('stays that of the content when a newer or older writer knew other keys', () => {
    const content = '{"later":{"x":1},"time":{"holdBack":5000}}';
    const policy = policyFromContent(content);
    expect(policy.time).toEqual({ ...defaultPolicy.time, holdBack: 5_000 });
    expect(policy.version).not.toBe(defaultPolicy.version);
    expect(policyFromContent(content).version).toBe(policy.version);
  });

  it.each(['', '[]', '{"time":{"holdBack":"soon"}}'])('refuses content that is none: %j', (content) => {
    expect(() => policyFromContent(content)).toThrow(
      expect.objectContaining({ code: 'invalid-policy-content' }),
    );
  });
});
