import {
  type Evidence,
  type IncidentEvent,
  type IncidentFact,
  type MemberSignal,
} from '@throughline/contracts';
import { derivedId } from '@throughline/identity';
import { incidentEvents } from '@throughline/incidents';

export const tenant = 'acme';
export const idOf = (name: string): string => derivedId('test', name);

const t0 = Date.UTC(2026, 0, 1, 12, 0, 0);
const evidence: Evidence = { kind: 'same-service', weight: 0.6, stance: 'for', text: 'Same service.' };

const member = (name: string): MemberSignal => ({
  signalId: idOf(name),
  kind: 'alert',
  service: 'checkout',
  source: 'prometheus',
  fingerprint: `fp-${name}`,
  name: 'HighErrorRate',
  summary: 'Error rate above 5 %',
  severity: 'error',
  status: 'firing',
  occurredAt: t0,
  receivedAt: t0 + 1000,
  score: 0.8,
  evidence: [evidence],
});

export const opened = (signal: string): IncidentFact => ({
  type: 'IncidentOpened',
  data: {
    onsetAt: t0,
    severity: 'error',
    members: [member(signal)],
    score: 1.2,
    threshold: 1,
    reasons: [evidence],
    recurrenceOf: null,
  },
});

export const joined = (signal: string): IncidentFact => ({
  type: 'SignalsCorrelated',
  data: { members: [member(signal)] },
});

/** Events for the store, behind `version` of the incident's stream. */
export const newEvents = (
  name: string,
  version: number,
  ...facts: readonly IncidentFact[]
): IncidentEvent[] =>
  incidentEvents(facts, {
    streamId: idOf(name),
    version,
    tenant,
    environment: 'production',
    scope: 'acme/production',
    occurredAt: t0 + version * 1000,
    recordedAt: t0 + version * 1000 + 500,
    metadata: { actor: 'engine', causationId: 'cause', correlationId: idOf(name), policyVersion: 'p1' },
  });
