import { describe, expect, it } from '@jest/globals';
import { isRefused, keyOf, readSignalLine, shifted, type SignalLine } from './signal-line.js';

const read = (value: unknown): SignalLine => {
  const line = readSignalLine(7, JSON.stringify(value));
  if (isRefused(line)) throw new Error(line.reason);
  return line;
};

describe('readSignalLine', () => {
  it('finds the topic by the kind', () => {
    expect(read({ kind: 'config-change', occurredAt: '2025-01-01T00:00:00Z' })).toMatchObject({
      number: 7,
      output: 'configChanges',
      occurredAt: Date.UTC(2025, 0, 1),
    });
  });

  it.each(['', '{', '[]', '"x"', 'null', '{"kind":"metric"}', '{}'])(
    'refuses %j with its line number',
    (text) => {
      expect(readSignalLine(3, text)).toEqual({ number: 3, reason: expect.any(String) });
    },
  );

  it('keys by tenant and environment with their defaults', () => {
    expect(keyOf(read({ kind: 'log' }))).toBe('default/production');
    expect(keyOf(read({ kind: 'log', tenant: 'a', environment: 'staging' }))).toBe('a/staging');
  });
});

describe('shifted', () => {
  it('moves every time and nothing else', () => {
    const line = shifted(
      read({ kind: 'alert', name: 'x', occurredAt: 1000, endsAt: '1970-01-01T00:00:02.000Z' }),
      500,
    );
    expect(line.fields).toEqual({
      kind: 'alert',
      name: 'x',
      occurredAt: '1970-01-01T00:00:01.500Z',
      endsAt: '1970-01-01T00:00:02.500Z',
    });
    expect(line.occurredAt).toBe(1500);
  });
});
