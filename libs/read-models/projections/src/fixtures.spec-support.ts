import {
  type Evidence,
  type IncidentEvent,
  type IncidentFact,
  type MemberSignal,
} from '@throughline/contracts';
import { incidentEvents } from '@throughline/incidents';

export const incident = '00000000-0000-5000-8000-00000000000a';
export const other = '00000000-0000-5000-8000-00000000000b';
export const t0 = Date.UTC(2026, 0, 1, 12, 0, 0);
export const evidence: Evidence = { kind: 'same-service', weight: 0.6, stance: 'for', text: 'Same service.' };

export const member = (signalId: string, more: Partial<MemberSignal> = {}): MemberSignal => ({
  signalId,
  kind: 'alert',
  service: 'checkout',
  source: 'prometheus',
  fingerprint: `fp-${signalId}`,
  name: 'HighErrorRate',
  summary: 'Error rate above 5 %',
  severity: 'error',
  status: 'firing',
  occurredAt: t0,
  receivedAt: t0 + 1000,
  score: 0.8,
  evidence: [evidence],
  ...more,
});

export const opened = (...members: MemberSignal[]): IncidentFact => ({
  type: 'IncidentOpened',
  data: {
    onsetAt: t0,
    severity: 'error',
    members,
    score: 1.2,
    threshold: 1,
    reasons: [evidence],
    recurrenceOf: null,
  },
});

export const joined = (...members: MemberSignal[]): IncidentFact => ({
  type: 'SignalsCorrelated',
  data: { members },
});

export const repeated = (fingerprint: string, ...signalIds: string[]): IncidentFact => ({
  type: 'SignalsRepeated',
  data: { repeats: [{ fingerprint, signalIds, lastSeenAt: t0 + 5000 }] },
});

export const split = (...signalIds: string[]): IncidentFact => ({
  type: 'IncidentSplit',
  data: { newIncidentId: other, signalIds, by: 'person' },
});

/** The facts as events of one stream, a second apart. */
export const eventsOf = (...facts: readonly IncidentFact[]): IncidentEvent[] =>
  facts.flatMap((fact, version) =>
    incidentEvents([fact], {
      streamId: incident,
      version,
      tenant: 'acme',
      environment: 'production',
      scope: 'acme/production',
      occurredAt: t0 + version * 1000,
      recordedAt: t0 + version * 1000 + 500,
      metadata: { actor: 'engine', causationId: 'cause', correlationId: incident, policyVersion: 'p1' },
    }).map((event) => ({ ...event, globalPosition: 100 + event.version })),
  );
