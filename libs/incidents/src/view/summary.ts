import {
  type IncidentEvent,
  type IncidentFact,
  type MemberSignal,
  type Severity,
  type SuspectsRanked,
} from '@throughline/contracts';
import { type ByType, dispatch } from '../by-type.js';
import { type DecidedBy } from '../decider/commands.js';
import { evolve, type IncidentStatus, initialState } from '../decider/state.js';
import { type Lead, leadOf } from './lead.js';
import { noTally, type Tally, tallied, withLate, withRepeats } from './tally.js';

/**
 * An incident without its list of members: bounded, and folded event by event. Times are epoch ms; null means not (yet).
 * The fold expects what the engine guarantees: a signal is told once in a stream.
 */
export interface IncidentSummary {
  readonly id: string;
  readonly tenant: string;
  readonly environment: string;
  readonly scope: string;
  /** Version of the stream that this stands on. */
  readonly version: number;
  /** Event that it stands on. */
  readonly lastEventId: string;
  readonly status: IncidentStatus;
  readonly severity: Severity;
  readonly severityBy: DecidedBy;
  readonly statusBy: DecidedBy;
  readonly lead: Lead;
  /** Earliest event time of its founding signals. */
  readonly onsetAt: number;
  /** Event time at which it was opened. */
  readonly openedAt: number;
  readonly acknowledgedAt: number | null;
  readonly acknowledgedBy: string | null;
  readonly mitigatedAt: number | null;
  readonly resolvedAt: number | null;
  readonly resolvedBy: DecidedBy | null;
  /** How often it came back. */
  readonly reopenings: number;
  /** When its last event was decided, by the log's clock. */
  readonly updatedAt: number;
  readonly tally: Tally;
  readonly suspects: SuspectsRanked;
  readonly recurrenceOf: string | null;
  readonly mergedInto: string | null;
  readonly absorbedIds: readonly string[];
  readonly splitInto: readonly string[];
  /** Policy of the last decision of the engine. */
  readonly policyVersion: string | null;
}

type Change = Partial<IncidentSummary>;
type Handlers = ByType<IncidentFact, [IncidentSummary, IncidentEvent], Change>;

const nothing = (): Change => ({});

const joined = (summary: IncidentSummary, members: readonly MemberSignal[]): Change => ({
  tally: tallied(summary.tally, members),
});

const changes: Handlers = {
  IncidentOpened: nothing,
  SignalsCorrelated: ({ data }, summary) => joined(summary, data.members),
  SignalsRepeated: ({ data }, summary) => ({ tally: withRepeats(summary.tally, data.repeats) }),
  SignalLate: ({ data }, summary) => ({ tally: withLate(tallied(summary.tally, [data.member])) }),
  EpisodesResolved: ({ data }, summary) => joined(summary, data.members),
  SeverityChanged: ({ data }) => ({ severity: data.to, severityBy: data.by }),
  SuspectsRanked: ({ data }) => ({ suspects: data }),
  IncidentAcknowledged: (_, __, event) => ({
    acknowledgedAt: event.occurredAt,
    acknowledgedBy: event.metadata.actor,
  }),
  IncidentMitigated: ({ data }) => ({ mitigatedAt: data.at }),
  IncidentResolved: ({ data }) => ({ resolvedAt: data.at, resolvedBy: data.by }),
  IncidentReopened: (_, summary) => ({
    mitigatedAt: null,
    resolvedAt: null,
    resolvedBy: null,
    reopenings: summary.reopenings + 1,
    ...(summary.status === 'resolved' ? { acknowledgedAt: null, acknowledgedBy: null } : {}),
  }),
  IncidentsMerged: ({ data }, summary) => ({
    ...joined(summary, data.members),
    absorbedIds: [...new Set([...summary.absorbedIds, ...data.absorbedIds])],
  }),
  IncidentMergedInto: ({ data }) => ({ mergedInto: data.survivorId }),
  IncidentSplit: ({ data }, summary) => ({
    splitInto: [...new Set([...summary.splitInto, data.newIncidentId])],
  }),
  NoteAdded: nothing,
};

/** The decider's own rules for the status, on what the summary knows of its state. */
function standing(
  summary: IncidentSummary,
  event: IncidentEvent,
): Pick<IncidentSummary, 'status' | 'statusBy'> {
  const { status, statusBy } = evolve(
    {
      ...initialState(),
      status: summary.status,
      statusBy: summary.statusBy,
      acknowledged: summary.acknowledgedAt !== null,
    },
    event,
  );
  return { status, statusBy };
}

const stands = (event: IncidentEvent): Pick<IncidentSummary, 'version' | 'lastEventId' | 'updatedAt'> => ({
  version: event.version,
  lastEventId: event.eventId,
  updatedAt: event.recordedAt,
});

function opened(event: IncidentEvent & { readonly type: 'IncidentOpened' }): IncidentSummary {
  const { data } = event;
  return {
    id: event.streamId,
    tenant: event.tenant,
    environment: event.environment,
    scope: event.scope,
    ...stands(event),
    status: 'open',
    statusBy: 'engine',
    severity: data.severity,
    severityBy: 'engine',
    lead: leadOf(data.members),
    onsetAt: data.onsetAt,
    openedAt: event.occurredAt,
    acknowledgedAt: null,
    acknowledgedBy: null,
    mitigatedAt: null,
    resolvedAt: null,
    resolvedBy: null,
    reopenings: 0,
    tally: tallied(noTally, data.members),
    suspects: { changes: [], services: [] },
    recurrenceOf: data.recurrenceOf,
    mergedInto: null,
    absorbedIds: [],
    splitInto: [],
    policyVersion: event.metadata.policyVersion,
  };
}

/** A stream that does not begin with `IncidentOpened`, or whose events are not handed in order. */
export class BrokenStreamError extends Error {
  override readonly name = 'BrokenStreamError';
  readonly code = 'broken-stream';
}

/**
 * The summary after one more event. After an `IncidentSplit` the tally and the lead still hold what was moved out, since a
 * summary knows no members: `foldSummary` counts again, from the beginning.
 * Throws `BrokenStreamError` when `event` is not the next of its stream.
 */
export function summarise(summary: IncidentSummary | null, event: IncidentEvent): IncidentSummary {
  const next = (summary?.version ?? 0) + 1;
  if (event.version !== next)
    throw new BrokenStreamError(`${event.streamId}: expected version ${next}, got ${event.version}`);
  if (summary === null) {
    if (event.type === 'IncidentOpened') return opened(event);
    throw new BrokenStreamError(`${event.streamId}: the first event is ${event.type}, not IncidentOpened`);
  }
  return {
    ...summary,
    ...dispatch<IncidentFact, [IncidentSummary, IncidentEvent], Change>(changes, event, summary, event),
    ...standing(summary, event),
    ...stands(event),
    policyVersion: event.metadata.policyVersion ?? summary.policyVersion,
  };
}
