import { defaultPolicy, type Policy } from '@throughline/policy';
import { type SignalKind } from '@throughline/contracts';
import { normaliseSignal, type SignalContext } from './index.js';

/** A moment in 2025, for tests. */
export const now = Date.UTC(2025, 5, 1, 12);

export const origin = { topic: 'throughline.alerts.v1', partition: 0, offset: 7 };

export const contextWith = (over: Partial<SignalContext> = {}): SignalContext => ({
  recordTime: now - 1_000,
  receivedAt: now,
  origin,
  policy: defaultPolicy,
  ...over,
});

export const policyWith = (over: Partial<Policy>): Policy => ({ ...defaultPolicy, ...over });

/** The least that each kind must say. */
export const least = {
  alert: { name: 'HighLatency', status: 'firing', severity: 'error' },
  deploy: { deployId: 'd-1', version: 'v2', status: 'succeeded' },
  log: { level: 'error', message: 'boom' },
  'config-change': { changeId: 'c-1', changeKind: 'config', key: 'cache.ttl' },
} as const satisfies Record<SignalKind, object>;

/** The signal of fields that are right. */
export function signalOf(kind: SignalKind, fields: object, over: Partial<SignalContext> = {}) {
  const result = normaliseSignal(kind, fields, contextWith(over));
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.signal;
}

/** What is said about fields that are wrong. */
export function errorsOf(kind: SignalKind, fields: unknown, over: Partial<SignalContext> = {}) {
  const result = normaliseSignal(kind, fields, contextWith(over));
  if (result.ok) throw new Error('accepted');
  return result.errors;
}
