import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { defaultPolicy, formatDuration, parseDuration, parsePolicy } from './index.js';

const text = readFileSync('infra/policy.example.yaml', 'utf8');

/** The defaults as people write them; durations of the engine stand as milliseconds in both. */
const written = () => {
  const { version: _version, ...settings } = defaultPolicy;
  const time = Object.fromEntries(
    Object.entries(settings.time).map(([key, ms]) => [key, formatDuration(ms)]),
  );
  return { ...settings, time };
};

const inMilliseconds = (value: unknown): unknown => {
  if (typeof value === 'string') return parseDuration(value);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inMilliseconds(item)]));
};

describe('infra/policy.example.yaml', () => {
  it('names every key with the default that the code has', () => {
    const { engine, ...rest } = parse(text) as { engine: unknown };
    expect({ ...rest, engine: inMilliseconds(engine) }).toEqual(written());
  });

  it('is the default policy', () => {
    const result = parsePolicy(text);
    expect(result.ok && result.policy.version).toBe(defaultPolicy.version);
  });

  it('shows a suppression rule that is right', () => {
    const shown = text
      .split('\n')
      .filter((line) => line.startsWith('#   '))
      .map((line) => line.slice(2));
    const result = parsePolicy(['suppression:', ...shown].join('\n'));
    expect(result.ok && result.policy.suppression).toHaveLength(1);
  });
});
