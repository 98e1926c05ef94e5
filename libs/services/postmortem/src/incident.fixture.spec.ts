import { type IncidentFact, type MemberSignal } from '@throughline/contracts';
import { type NewEvent } from '@throughline/event-store-port';
import { incidentId } from '@throughline/identity';

/** A fixture, not a test: the life of a small incident, as new events of its stream. */

export const start = Date.parse('2026-05-12T14:00:00Z');

export const incident = (name: string): string => incidentId('acme/production', name);

const member = (signalId: string, minutes: number): MemberSignal => ({
  signalId,
  kind: 'alert',
  service: 'checkout',
  source: 'prometheus',
  fingerprint: signalId,
  name: 'HighErrorRate',
  summary: '31 % of requests fail <b>hard</b>',
  severity: 'critical',
  status: 'firing',
  occurredAt: start + minutes * 60_000,
  receivedAt: start + minutes * 60_000,
  score: 1,
  evidence: [{ kind: 'service', weight: 1, stance: 'for', text: 'same service' }],
});

export const opened: IncidentFact = {
  type: 'IncidentOpened',
  data: {
    onsetAt: start,
    severity: 'critical',
    members: [member('s1', 0)],
    score: 2,
    threshold: 1,
    reasons: [],
    recurrenceOf: null,
  },
};
export const joined: IncidentFact = { type: 'SignalsCorrelated', data: { members: [member('s2', 2)] } };
export const late: IncidentFact = {
  type: 'SignalLate',
  data: { member: member('s3', 1), latenessMs: 90_000 },
};
const turn = { by: 'engine', reason: 'quiet for 15 minutes', at: start + 20 * 60_000 } as const;
export const resolved: IncidentFact = { type: 'IncidentResolved', data: turn };
export const reopened: IncidentFact = { type: 'IncidentReopened', data: turn };

/** Facts in their place, the first at `version` + 1 of the stream. */
export const newEvents = (
  facts: readonly IncidentFact[],
  version = 0,
  tenant = 'acme',
): readonly NewEvent<IncidentFact>[] =>
  facts.map((fact, index) => ({
    ...fact,
    tenant,
    environment: 'production',
    scope: `${tenant}/production`,
    occurredAt: start + (version + index) * 60_000,
    recordedAt: start + (version + index) * 60_000 + 12_000,
    metadata: { actor: 'engine', causationId: 'cause', correlationId: 'flow', policyVersion: 'p1' },
  }));
