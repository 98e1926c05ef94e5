import { type Evidence, type MemberSignal, type Severity, type Signal } from '@throughline/contracts';
import { combine } from './evidence.js';

/** A signal as a member, with why. The score is what the evidence combines to. */
export const memberOf = (signal: Signal, evidence: readonly Evidence[]): MemberSignal => ({
  signalId: signal.id,
  kind: signal.kind,
  service: signal.service,
  source: signal.source,
  fingerprint: signal.fingerprint,
  name: signal.name,
  summary: signal.summary,
  severity: signal.severity,
  status: signal.alert?.status ?? null,
  occurredAt: signal.occurredAt,
  receivedAt: signal.receivedAt,
  score: combine(evidence),
  evidence,
});

const order: readonly Severity[] = ['info', 'warning', 'error', 'critical'];

export const isWorse = (a: Severity, b: Severity): boolean => order.indexOf(a) > order.indexOf(b);
