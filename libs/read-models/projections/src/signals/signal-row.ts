import { type Evidence, type IncidentEvent, type MemberSignal, type Severity } from '@throughline/contracts';
import { joinedBy } from '@throughline/incidents';

/** How a signal came to its incident. */
export type SignalRole = 'member' | 'late' | 'resolution' | 'repeat';

/**
 * One row of `incident_signals`: a signal that an incident's own stream says is, or was, in it. Of a repetition the event tells only
 * the fingerprint and the last time: what else is null here is in the stored signal.
 */
export interface SignalRow {
  readonly incidentId: string;
  readonly signalId: string;
  readonly tenant: string;
  readonly role: SignalRole;
  readonly kind: MemberSignal['kind'];
  readonly service: string | null;
  readonly source: string | null;
  readonly fingerprint: string;
  readonly name: string | null;
  readonly summary: string | null;
  readonly severity: Severity | null;
  readonly status: string | null;
  /** Epoch ms. */
  readonly occurredAt: number;
  readonly receivedAt: number | null;
  readonly score: number;
  readonly evidence: readonly Evidence[];
  readonly policyVersion: string | null;
  /** The event that says so. */
  readonly eventId: string;
  readonly version: number;
  /** The incident that it was moved out to; null while it is here. */
  readonly movedTo: string | null;
}

const repeated: Evidence = {
  kind: 'same-fingerprint',
  weight: 1,
  stance: 'for',
  text: 'It repeats an alert of this incident: same fingerprint.',
};

const cited = (event: IncidentEvent) => ({
  incidentId: event.streamId,
  tenant: event.tenant,
  policyVersion: event.metadata.policyVersion,
  eventId: event.eventId,
  version: event.version,
  movedTo: null,
});

function roleOf(event: IncidentEvent, member: MemberSignal): SignalRole {
  if (event.type === 'EpisodesResolved' || (member.kind === 'alert' && member.status === 'resolved'))
    return 'resolution';
  return event.type === 'SignalLate' ? 'late' : 'member';
}

const memberRow = (event: IncidentEvent, member: MemberSignal): SignalRow => ({
  ...cited(event),
  ...member,
  role: roleOf(event, member),
});

function repeatRows(event: IncidentEvent): readonly SignalRow[] {
  if (event.type !== 'SignalsRepeated') return [];
  return event.data.repeats.flatMap(({ fingerprint, signalIds, lastSeenAt }) =>
    signalIds.map((signalId) => ({
      ...cited(event),
      signalId,
      role: 'repeat' as const,
      kind: 'alert' as const,
      service: null,
      source: null,
      fingerprint,
      name: null,
      summary: null,
      severity: null,
      status: null,
      occurredAt: lastSeenAt,
      receivedAt: null,
      score: 1,
      evidence: [repeated],
    })),
  );
}

/** The rows that an event adds. */
export const signalRows = (event: IncidentEvent): readonly SignalRow[] => [
  ...joinedBy(event).map((member) => memberRow(event, member)),
  ...repeatRows(event),
];

/**
 * The row of a signal that is moved out and that these events have not told: it came to the incident with one that was absorbed.
 * It says nothing but that it is gone.
 */
const goneRow = (event: IncidentEvent, signalId: string): SignalRow => ({
  ...cited(event),
  signalId,
  role: 'repeat',
  kind: 'alert',
  service: null,
  source: null,
  fingerprint: '',
  name: null,
  summary: null,
  severity: null,
  status: null,
  occurredAt: event.occurredAt,
  receivedAt: null,
  score: 0,
  evidence: [],
});

/** The rows of a stream from its first event, or of later events without splits: the last word on each signal. */
export function foldSignals(events: Iterable<IncidentEvent>): readonly SignalRow[] {
  const rows = new Map<string, SignalRow>();
  for (const event of events) {
    for (const row of signalRows(event)) rows.set(row.signalId, row);
    if (event.type !== 'IncidentSplit') continue;
    for (const signalId of event.data.signalIds) {
      const row = rows.get(signalId) ?? goneRow(event, signalId);
      rows.set(signalId, { ...row, movedTo: event.data.newIncidentId, version: event.version });
    }
  }
  return [...rows.values()];
}
