import { describe, expect, it } from '@jest/globals';
import { signalKinds } from '@throughline/contracts';
import { signalId } from '@throughline/identity';
import { contextWith, errorsOf, least, now, origin, policyWith, signalOf } from '../fixtures.spec.js';
import { defaultPolicy } from '@throughline/policy';
import { normaliseSignal } from '../index.js';

const minute = 60_000;

describe('a signal', () => {
  it('of an alert says everything', () => {
    const fields = {
      id: 'a-1',
      occurredAt: '2025-06-01T11:59:00Z',
      tenant: 'shop',
      environment: 'staging',
      service: 'checkout',
      source: 'prometheus',
      labels: { pod: 'checkout-1' },
      links: [{ href: 'https://grafana/x', text: 'Graph' }],
      ...least.alert,
      fingerprint: 'f-1',
      startsAt: now - 2 * minute,
      endsAt: '0001-01-01T00:00:00Z',
      summary: 'It is slow',
      description: 'Very slow',
      annotations: { runbook: 'https://runbooks/x' },
      value: 2.5,
    };
    expect(signalOf('alert', fields)).toEqual({
      id: signalId('shop', 'staging', 'prometheus', 'a-1'),
      sourceId: 'a-1',
      kind: 'alert',
      tenant: 'shop',
      environment: 'staging',
      scope: 'shop/staging',
      service: 'checkout',
      source: 'prometheus',
      occurredAt: now - minute,
      receivedAt: now,
      fingerprint: 'f-1',
      name: 'HighLatency',
      summary: 'It is slow',
      severity: 'error',
      labels: { pod: 'checkout-1' },
      links: [{ href: 'https://grafana/x', text: 'Graph' }],
      flags: [],
      origin,
      alert: {
        name: 'HighLatency',
        status: 'firing',
        startsAt: now - 2 * minute,
        endsAt: null,
        description: 'Very slow',
        annotations: { runbook: 'https://runbooks/x' },
        value: 2.5,
      },
      deploy: null,
      log: null,
      configChange: null,
    });
  });

  it('of a deploy is named by its version and summed up', () => {
    const signal = signalOf('deploy', { ...least.deploy, service: 'checkout', previousVersion: 'v1' });
    expect(signal).toMatchObject({
      name: 'deploy v2',
      summary: 'Deploy of checkout from v1 to v2 succeeded',
      severity: null,
      fingerprint: 'd-1',
      deploy: { deployId: 'd-1', version: 'v2', previousVersion: 'v1', status: 'succeeded', actor: null },
    });
  });

  it('of a log line has its pattern as name and its level as severity', () => {
    const signal = signalOf('log', { level: 'WARN', message: 'query 12 took 2371 ms\nat x' });
    expect(signal).toMatchObject({
      name: 'query <num> took <num> ms at x',
      summary: 'query 12 took 2371 ms',
      severity: 'warning',
      log: { level: 'warn', message: 'query 12 took 2371 ms\nat x', instance: null },
    });
  });

  it('of a config change tells what became of the key', () => {
    const signal = signalOf('config-change', { ...least['config-change'], oldValue: '1', newValue: '2' });
    expect(signal).toMatchObject({
      name: 'cache.ttl',
      summary: 'cache.ttl changed from 1 to 2',
      fingerprint: 'c-1',
      configChange: { changeId: 'c-1', changeKind: 'config', key: 'cache.ttl', oldValue: '1', newValue: '2' },
    });
  });

  it.each(signalKinds)('of a %s has the defaults of the contract', (kind) => {
    expect(signalOf(kind, least[kind])).toMatchObject({
      tenant: 'default',
      environment: 'production',
      scope: 'default/production',
      source: 'unknown',
      service: null,
      occurredAt: now - 1_000,
      labels: {},
      links: [],
      flags: ['derived-id', 'record-time'],
    });
  });

  it.each(signalKinds)('of a %s is the same from nulls as from nothing', (kind) => {
    const nulls = Object.fromEntries(
      [
        'id',
        'occurredAt',
        'tenant',
        'service',
        'labels',
        'links',
        'description',
        'annotations',
        'attributes',
        'actor',
      ]
        .filter(
          (name) =>
            !(name === 'annotations' && kind !== 'alert') && !(name === 'attributes' && kind !== 'log'),
        )
        .map((name) => [name, null]),
    );
    expect(signalOf(kind, { ...nulls, ...least[kind] })).toEqual(signalOf(kind, least[kind]));
  });

  it('keeps unknown scalars as labels, behind the labels of that name', () => {
    const fields = {
      ...least.alert,
      team: 'a',
      shard: 3,
      ok: true,
      none: null,
      deep: { x: 1 },
      labels: { team: 'b' },
    };
    const { labels, flags } = signalOf('alert', fields);
    expect(labels).toEqual({ ok: 'true', shard: '3', team: 'b' });
    expect(flags).toContain('dropped-fields');
  });

  it('takes its own kind and a receivedAt for words of a signals file', () => {
    const { labels } = signalOf('log', { ...least.log, kind: 'log', receivedAt: 'whatever' });
    expect(labels).toEqual({});
    expect(signalOf('log', { ...least.log, kind: 'Pod' }).labels).toEqual({ kind: 'Pod' });
    expect(errorsOf('log', { ...least.log, kind: 'alert' })).toEqual([
      { path: 'kind', message: 'expected log here' },
    ]);
  });
});

describe('refusals', () => {
  it('tell all that is wrong, where, and what would be right, without the value', () => {
    const fields = {
      name: 5,
      status: 'burning',
      severity: [],
      occurredAt: 'soon',
      labels: 'x',
      value: 'NaN',
      id: 'a',
    };
    expect(errorsOf('alert', fields)).toEqual([
      {
        path: 'occurredAt',
        message: 'expected a time as ISO 8601 (2025-06-01T12:00:00Z) or epoch milliseconds, got other text',
      },
      { path: 'labels', message: 'expected a map of text to text, got a string' },
      { path: 'name', message: 'expected text, got a number' },
      { path: 'status', message: 'expected one of firing, resolved' },
      { path: 'severity', message: 'expected text, got an array' },
      { path: 'value', message: 'expected a number, got a string' },
    ]);
  });

  it.each([
    ['alert', ['name', 'status', 'severity']],
    ['deploy', ['deployId', 'version', 'status']],
    ['log', ['level', 'message']],
    ['config-change', ['changeId', 'changeKind', 'key']],
  ] as const)('of an empty %s name each required field', (kind, names) => {
    expect(errorsOf(kind, {}).map(({ path }) => path)).toEqual(names);
    expect(errorsOf(kind, {})[0]?.message).toBe('expected text, got nothing');
  });

  it.each([
    [[], 'an array'],
    [null, 'null'],
    [5, 'a number'],
    ['x', 'a string'],
  ])('of %j say that it is no object', (fields, got) => {
    expect(errorsOf('log', fields)).toEqual([
      { path: '', message: `expected an object of fields, got ${got}` },
    ]);
  });

  it.each([
    ['0001-01-01T00:00:00Z', 'expected a time after the year 2000'],
    [1_748_779_200, 'expected epoch milliseconds, got what looks like epoch seconds'],
    [-1, 'expected a time after the year 2000'],
    ['2025-02-30T00:00:00Z', /does not exist/],
    ['2025-06-01T25:00:00Z', /does not exist/],
    [1e20, /no valid time/],
    [Number.NaN, /no valid time/],
    [{}, /got object/],
  ])('of the time %j', (occurredAt, message) => {
    expect(errorsOf('log', { ...least.log, occurredAt })).toEqual([
      { path: 'occurredAt', message: typeof message === 'string' ? message : expect.stringMatching(message) },
    ]);
  });
});

describe('clocks', () => {
  const at = (occurredAt: unknown, over = {}) => {
    const signal = signalOf('log', { ...least.log, id: 'x', occurredAt }, over);
    return [signal.occurredAt, signal.flags];
  };

  it.each([
    ['2025-06-01T11:00:00Z', Date.UTC(2025, 5, 1, 11), []],
    ['2025-06-01T11:00:00.123456789Z', Date.UTC(2025, 5, 1, 11, 0, 0, 123), []],
    ['2025-06-01T13:00:00+02:00', Date.UTC(2025, 5, 1, 11), []],
    ['2025-06-01 09:00:00-0200', Date.UTC(2025, 5, 1, 11), []],
    ['2025-06-01T11:00', Date.UTC(2025, 5, 1, 11), ['assumed-utc']],
    ['2025-05-31', Date.UTC(2025, 4, 31), []],
    [now - 5.5, now - 6, []],
    [new Date(now), now, []],
    [now + 5 * minute, now + 5 * minute, []],
    [now + 5 * minute + 1, now, ['clamped-future']],
    ['2099-01-01T00:00:00Z', now, ['clamped-future']],
    [null, now - 1_000, ['record-time']],
  ])('read %j', (occurredAt, ms, flags) => {
    expect(at(occurredAt)).toEqual([ms, flags]);
  });

  it('take the time of receipt for a record without a time', () => {
    expect(at(null, { recordTime: -1 })).toEqual([now, ['record-time']]);
  });

  it("clamp the Kafka record's time too", () => {
    expect(at(null, { recordTime: now + 3_600_000 })).toEqual([now, ['clamped-future', 'record-time']]);
  });

  it('take the envelope’s time before the record’s, and refuse it when it is none', () => {
    expect(at(null, { hints: { occurredAt: '2025-06-01T11:00:00Z' } })).toEqual([
      Date.UTC(2025, 5, 1, 11),
      [],
    ]);
    expect(errorsOf('log', least.log, { hints: { occurredAt: 'soon' } })[0]?.path).toBe('time');
  });

  it('begin an episode at the signal when its start is still to come', () => {
    const { alert } = signalOf('alert', { ...least.alert, startsAt: '2099-01-01T00:00:00Z' });
    expect(alert?.startsAt).toBe(now - 1_000);
  });
});

describe('identity', () => {
  it('derives an id from the content: sent again, it is the same signal', () => {
    const fields = { ...least.alert, occurredAt: now - minute, labels: { a: '1', b: '2' } };
    const again = { ...fields, labels: { b: '2', a: '1' }, occurredAt: '2025-06-01T11:59:00.000Z' };
    const first = signalOf('alert', fields);
    const second = signalOf('alert', again, {
      recordTime: now + 500,
      receivedAt: now + 900,
      origin: { ...origin, offset: 99 },
    });
    expect(second.id).toBe(first.id);
    expect(first.flags).toEqual(['derived-id']);
  });

  it('of what has neither id nor time depends on the record’s time', () => {
    const first = signalOf('log', least.log);
    expect(signalOf('log', least.log, { origin: { ...origin, offset: 8 } }).id).toBe(first.id);
    expect(signalOf('log', least.log, { recordTime: now - 999 }).id).not.toBe(first.id);
  });

  it('takes id and source of an envelope when the record has none', () => {
    const hints = { id: 'ce-1', source: '/argocd' };
    expect(signalOf('deploy', least.deploy, { hints })).toMatchObject({
      sourceId: 'ce-1',
      source: '/argocd',
    });
    expect(signalOf('deploy', { ...least.deploy, id: 'own', source: 's' }, { hints })).toMatchObject({
      sourceId: 'own',
      source: 's',
    });
  });

  it('shortens an id of 10,000 characters and keeps it apart from another', () => {
    const one = signalOf('log', { ...least.log, id: `${'x'.repeat(10_000)}1` });
    const two = signalOf('log', { ...least.log, id: `${'x'.repeat(10_000)}2` });
    expect(one.sourceId).toHaveLength(512);
    expect(one.flags).toContain('shortened-id');
    expect(one.id).not.toBe(two.id);
  });

  it('takes an address out of an id and keeps it apart from another', () => {
    const one = signalOf('log', { ...least.log, id: 'jane@example.com' });
    const two = signalOf('log', { ...least.log, id: 'john@example.com' });
    expect(one.sourceId).toMatch(/^\[redacted:email\]#[0-9a-f]{16}$/);
    expect(one.id).not.toBe(two.id);
  });
});

describe('a fingerprint', () => {
  const of = (over: object, policy = defaultPolicy) =>
    signalOf('alert', { ...least.alert, ...{ labels: { pod: 'p1' }, ...over } }, { policy }).fingerprint;

  it('is that of the identity, not of the state', () => {
    const firing = of({});
    expect(of({ status: 'resolved', severity: 'info', value: 3, occurredAt: now, summary: 'x' })).toBe(
      firing,
    );
    expect(of({ labels: { pod: 'p1', value: '99', trace_id: 'x' } })).toBe(firing);
    expect(of({ labels: { pod: 'p2' } })).not.toBe(firing);
    expect(of({ name: 'Other' })).not.toBe(firing);
    expect(of({ service: 'other' })).not.toBe(firing);
    expect(of({ environment: 'staging' })).not.toBe(firing);
  });

  it('looks at the identity labels only, when the policy names some', () => {
    const policy = policyWith({ alerts: { identityLabels: ['region'], volatileLabels: [] } });
    expect(of({ labels: { pod: 'p2', region: 'eu' } }, policy)).toBe(
      of({ labels: { region: 'eu' } }, policy),
    );
    expect(of({ labels: { region: 'us' } }, policy)).not.toBe(of({ labels: { region: 'eu' } }, policy));
  });

  it('of log lines is that of their pattern and service', () => {
    const log = (message: string, service?: string) =>
      signalOf('log', { level: 'info', message, service }).fingerprint;
    expect(log('took 12 ms')).toBe(log('took 99 ms'));
    expect(log('took 12 ms')).not.toBe(log('took 12 ms', 'shop'));
    expect(log('took 12 ms')).not.toBe(log('lost 12 ms'));
  });
});

describe('a service', () => {
  const of = (labels: object, over = {}) => signalOf('log', { ...least.log, id: 'x', labels }, over);

  it('is found in the labels in the order of the policy', () => {
    expect(of({ job: 'j', app: 'a', service: ' ' })).toMatchObject({
      service: 'a',
      flags: expect.arrayContaining(['resolved-service']),
    });
    expect(of({ pod: 'x' }).service).toBeNull();
  });

  it('is one that the catalog knows, when one of the labels names one', () => {
    expect(of({ job: 'j', app: 'a' }, { knownService: (name: string) => name === 'j' }).service).toBe('j');
  });

  it('keeps a name that looks like an address when the catalog knows it', () => {
    const fields = { ...least.log, service: 'queue@example.com' };
    expect(signalOf('log', fields).service).toMatch(/^\[redacted:email\]/);
    expect(signalOf('log', fields, { knownService: () => true }).service).toBe('queue@example.com');
  });
});

describe('a scope', () => {
  const policy = policyWith({ scope: { labels: ['cluster', 'region'] } });
  const of = (fields: object) => signalOf('log', { ...least.log, ...fields }, { policy }).scope;

  it('adds the labels that the policy names and the signal has', () => {
    expect(of({ labels: { region: 'eu', cluster: 'prod-1', pod: 'x' } })).toBe(
      'default/production/cluster=prod-1/region=eu',
    );
    expect(of({ labels: { region: 'eu' } })).toBe('default/production/region=eu');
  });

  it('reads in one way only', () => {
    expect(of({ tenant: 'a/b', environment: 'c', labels: { cluster: '1/region=eu' } })).toBe(
      'a%2Fb/c/cluster=1%2Fregion%3Deu',
    );
    expect(of({ tenant: 'a', environment: 'b/c' })).not.toBe(of({ tenant: 'a/b', environment: 'c' }));
    expect(of({ tenant: 'a%2Fb' })).not.toBe(of({ tenant: 'a/b' }));
  });
});

describe('severity', () => {
  const of = (fields: object) => {
    const { severity, flags } = signalOf('alert', { ...least.alert, id: 'x', occurredAt: now, ...fields });
    return [severity, flags];
  };

  it("is the policy's word for the sender's", () => {
    expect(of({ severity: 'Page' })).toEqual(['critical', []]);
    expect(of({ severity: 'P3' })).toEqual(['warning', []]);
    expect(of({ severity: 'lilac' })).toEqual(['warning', ['unknown-severity']]);
    expect(of({ severity: 'constructor' })).toEqual(['warning', ['unknown-severity']]);
  });

  it('may be a label, as Prometheus has it', () => {
    expect(of({ severity: null, labels: { severity: 'page' } })).toEqual(['critical', []]);
  });

  it('of a level that nobody knows is info', () => {
    expect(signalOf('log', { level: 'chatty', message: 'x' })).toMatchObject({
      severity: 'info',
      flags: expect.arrayContaining(['unknown-level']),
    });
  });
});

describe('repairs', () => {
  it('replace NUL and lone surrogates wherever text is', () => {
    const signal = signalOf('alert', {
      ...least.alert,
      id: 'a\0b',
      name: 'x\ud800y',
      service: '\udc00',
      labels: { 'k\0': 'v\ud800' },
      description: '😀',
    });
    expect(signal).toMatchObject({
      sourceId: 'a\ufffdb',
      name: 'x\ufffdy',
      service: '\ufffd',
      labels: { 'k\ufffd': 'v\ufffd' },
      alert: { description: '😀' },
    });
    expect(signal.flags).toContain('repaired-text');
  });

  it('cut what is too long, never through a character', () => {
    const { log, flags } = signalOf('log', { level: 'info', message: `${'x'.repeat(16_383)}😀 and more` });
    expect(log?.message).toBe('x'.repeat(16_383));
    expect(flags).toContain('truncated');
  });

  it('do not show half a secret at the cut', () => {
    const secrets = `${'4111111111111111 '.repeat(4_000)}`;
    const { log } = signalOf('log', { level: 'info', message: secrets });
    expect(log?.message.replaceAll('[redacted:card]', '')).not.toMatch(/[0-9]/);
  });

  it('keep 64 of 10,000 labels, those first by which something is decided', () => {
    const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`a${i}`, 'x']));
    const { labels, service, flags } = signalOf('alert', {
      ...least.alert,
      labels: { ...many, service: 'shop' },
    });
    expect(Object.keys(labels)).toHaveLength(64);
    expect(labels).toMatchObject({ service: 'shop', a0: 'x', a1: 'x', a10: 'x' });
    expect(service).toBe('shop');
    expect(flags).toContain('dropped-labels');
  });

  it('shorten names of labels and keep them apart', () => {
    const long = 'k'.repeat(500);
    const { labels } = signalOf('alert', {
      ...least.alert,
      labels: { [`${long}1`]: '1', [`${long}2`]: '2' },
    });
    expect(Object.values(labels).sort()).toEqual(['1', '2']);
    expect(Object.keys(labels).every((key) => key.length === 128)).toBe(true);
  });

  it('make numbers text and drop what is no scalar among labels', () => {
    const { labels, flags } = signalOf('alert', {
      ...least.alert,
      labels: { n: 1, b: false, o: {}, a: [], z: null, '': 'x' },
    });
    expect(labels).toEqual({ b: 'false', n: '1' });
    expect(flags).toEqual(expect.arrayContaining(['coerced-label', 'dropped-labels']));
  });

  it('let __proto__ and constructor be labels like others', () => {
    const fields = JSON.parse(
      `{"name":"n","status":"firing","severity":"info","__proto__":"f","labels":{"__proto__":"x","constructor":"y"},"annotations":{"__proto__":{"polluted":1}}}`,
    ) as object;
    const signal = signalOf('alert', fields);
    expect(Object.entries(signal.labels)).toEqual([
      ['_proto_', 'x'],
      ['constructor', 'y'],
    ]);
    expect(signal.alert?.annotations).toEqual({});
    expect(signal.flags).toContain('renamed-label');
    expect(JSON.parse(JSON.stringify(signal))).toEqual(signal);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('drop links that are no web addresses', () => {
    const links = [{ href: 'javascript:alert(1)', text: 'x' }, { href: 'https://ok' }, 'x', null];
    const signal = signalOf('alert', { ...least.alert, links });
    expect(signal.links).toEqual([{ href: 'https://ok', text: 'https://ok' }]);
    expect(signal.flags).toContain('dropped-links');
  });

  it('of the reading before are flagged too', () => {
    expect(signalOf('log', least.log, { repairs: ['invalid-utf8'] }).flags).toContain('invalid-utf8');
  });

  it('drop values that are no numbers to JSON', () => {
    expect(signalOf('alert', { ...least.alert, value: Infinity })).toMatchObject({ alert: { value: null } });
    expect(Object.is(signalOf('alert', { ...least.alert, value: -0 }).alert?.value, 0)).toBe(true);
  });
});

describe('redaction', () => {
  it('reaches every text, and is counted and flagged', () => {
    const mail = 'jane@example.com';
    const texts = {
      summary: mail,
      description: mail,
      annotations: { a: mail },
      labels: { b: mail, password: 'x' },
    };
    const result = normaliseSignal(
      'alert',
      { ...least.alert, ...texts, name: mail, links: [{ href: 'https://u:pw@h/', text: mail }] },
      contextWith(),
    );
    if (!result.ok) throw new Error('refused');
    expect(JSON.stringify(result.signal)).not.toMatch(/jane|"x"|u:pw/);
    expect(result.signal.flags).toContain('redacted');
    expect(result.redactions).toEqual({ email: 6, secret: 1, 'connection-string': 1 });
  });

  it('takes the values of a secret setting out', () => {
    const change = (over: object) =>
      signalOf('config-change', {
        ...least['config-change'],
        oldValue: 'hunter2',
        newValue: 'hunter3',
        ...over,
      });
    for (const signal of [change({ key: 'db.password' }), change({ changeKind: 'secret' })]) {
      expect(JSON.stringify(signal)).not.toContain('hunter');
    }
  });

  it('is that of the policy', () => {
    const policy = policyWith({ redaction: { disable: ['email'], keys: ['badge'] } });
    const { log } = signalOf('log', { level: 'info', message: 'a@example.com badge=42' }, { policy });
    expect(log?.message).toBe('a@example.com badge=[redacted:secret]');
  });
});
