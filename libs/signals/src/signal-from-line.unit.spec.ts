import { describe, expect, it } from '@jest/globals';
import { defaultPolicy } from '@throughline/policy';
import { least, now, origin, signalOf } from './fixtures.spec.js';
import { readLine, recordFromLine, signalFromLine } from './index.js';

const context = { origin, policy: defaultPolicy };
const line = (over: object) => signalFromLine({ kind: 'log', ...least.log, ...over }, context);

describe('signalFromLine', () => {
  it('is the signal that Kafka would give', () => {
    const fields = { ...least.log, id: 'x', occurredAt: now - 5_000, extra: 1 };
    const result = line({ ...fields, receivedAt: '2025-06-01T12:00:00Z' });
    expect(result.ok && result.signal).toEqual(signalOf('log', fields));
  });

  it('was received when it happened, when the line says nothing else', () => {
    const result = line({ occurredAt: now });
    expect(result.ok && [result.signal.occurredAt, result.signal.receivedAt]).toEqual([now, now]);
  });

  it('clamps against its own receipt', () => {
    const result = line({ occurredAt: '2099-01-01T00:00:00Z', receivedAt: now });
    expect(result.ok && [result.signal.occurredAt, result.signal.flags]).toEqual([
      now,
      ['clamped-future', 'derived-id'],
    ]);
  });

  it('skips a kind that is not taken yet', () => {
    expect(signalFromLine({ kind: 'metric' }, context)).toEqual({
      ok: false,
      reason: 'unsupported-kind',
      kind: 'metric',
    });
  });

  it.each([
    [[], ''],
    [{}, 'kind'],
    [{ kind: 'alarm' }, 'kind'],
    [{ kind: 'log', ...least.log }, 'occurredAt'],
    [{ kind: 'log', ...least.log, occurredAt: null }, 'occurredAt'],
    [{ kind: 'log', ...least.log, occurredAt: 'soon' }, 'occurredAt'],
    [{ kind: 'log', ...least.log, occurredAt: 0 }, 'occurredAt'],
    [{ kind: 'log', ...least.log, occurredAt: now, receivedAt: 'soon' }, 'receivedAt'],
    [{ kind: 'log', level: 'info', occurredAt: now }, 'message'],
  ])('refuses %j and says where', (value, path) => {
    expect(signalFromLine(value, context)).toMatchObject({
      ok: false,
      reason: 'invalid',
      errors: [{ path }],
    });
  });
});

describe('a line', () => {
  it('is taken apart for its topic', () => {
    expect(readLine({ kind: 'log', a: 1, receivedAt: now })).toEqual({
      ok: true,
      kind: 'log',
      fields: { a: 1 },
      receivedAt: now,
    });
  });

  it('becomes the record of its Avro schema', () => {
    expect(
      recordFromLine(
        { kind: 'config-change', ...least['config-change'], occurredAt: '2025-06-01' },
        defaultPolicy,
      ),
    ).toEqual({
      ok: true,
      kind: 'config-change',
      record: {
        id: null,
        occurredAt: Date.UTC(2025, 5, 1),
        tenant: 'default',
        environment: 'production',
        service: null,
        source: 'unknown',
        labels: {},
        links: [],
        ...least['config-change'],
        oldValue: null,
        newValue: null,
        actor: null,
        description: null,
      },
    });
  });
});
