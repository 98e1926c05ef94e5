import { type IncidentFact, type Severity, type SuspectsRanked } from '@throughline/contracts';
import { canonicalJson, contentHash } from '@throughline/identity';
import { type ByType, dispatch } from '../by-type.js';
import { type DecidedBy } from './commands.js';

export type IncidentStatus = 'none' | 'open' | 'acknowledged' | 'mitigated' | 'resolved' | 'merged';

/**
 * What the decider must know to decide, and nothing else: no member list, so that it stays small however large the incident
 * grows. A plain JSON value; changed only by `evolve`.
 */
export interface IncidentState {
  /** Version of the stream: how many facts were folded. */
  readonly version: number;
  readonly status: IncidentStatus;
  /** Somebody took it, since it was opened or last reopened after a resolution. */
  readonly acknowledged: boolean;
  /** Who brought the status about; the engine does not undo a person's. */
  readonly statusBy: DecidedBy;
  readonly severity: Severity | null;
  readonly severityBy: DecidedBy;
  readonly mergedInto: string | null;
  /** Signals that were moved out, by id: they do not come back. At most `limits.splitSignals`. */
  readonly splitSignals: readonly string[];
  /** Incidents that they went to: not merged back by the engine. */
  readonly splitInto: readonly string[];
  /** Digest of the last ranking; null before the first. */
  readonly suspects: string | null;
}

const initial: IncidentState = {
  version: 0,
  status: 'none',
  acknowledged: false,
  statusBy: 'engine',
  severity: null,
  severityBy: 'engine',
  mergedInto: null,
  splitSignals: [],
  splitInto: [],
  suspects: null,
};

export const initialState = (): IncidentState => initial;

/** Changes whenever the shape that `saveState` gives does: part of what versions a snapshot. */
export const incidentStateVersion = '1';

/** A plain JSON value that `loadState` turns into an equal state. */
export const saveState = (state: IncidentState): unknown => state;

/** The state that was saved, by the same `incidentStateVersion`. Throws `TypeError` when it is no saved state. */
export function loadState(saved: unknown): IncidentState {
  if (saved === null || typeof saved !== 'object' || !('version' in saved) || !('status' in saved))
    throw new TypeError('not a saved incident state');
  return { ...initial, ...(saved as IncidentState) };
}

const rounded = (score: number): number => Math.round(score * 100) / 100;

/** Equal for rankings with the same suspects in the same order and scores that agree to two decimals. */
export const suspectsDigest = (ranking: SuspectsRanked): string =>
  contentHash(
    canonicalJson([
      ranking.changes.map(({ signalId, score }) => [signalId, rounded(score)]),
      ranking.services.map(({ service, score }) => [service, rounded(score)]),
    ]),
  );

const union = (known: readonly string[], added: readonly string[]): readonly string[] => [
  ...new Set([...known, ...added]),
];

const without = (known: readonly string[], removed: Iterable<string>): readonly string[] => {
  const gone = new Set(removed);
  return known.filter((id) => !gone.has(id));
};

type Change = Partial<IncidentState>;

const nothing = (): Change => ({});

const changes: ByType<IncidentFact, [IncidentState], Change> = {
  IncidentOpened: ({ data }) => ({ status: 'open', severity: data.severity }),
  SignalsCorrelated: nothing,
  SignalsRepeated: nothing,
  SignalLate: nothing,
  EpisodesResolved: nothing,
  SeverityChanged: ({ data }) => ({ severity: data.to, severityBy: data.by }),
  SuspectsRanked: ({ data }) => ({ suspects: suspectsDigest(data) }),
  IncidentAcknowledged: (_, state) => ({
    acknowledged: true,
    status: state.status === 'open' ? 'acknowledged' : state.status,
  }),
  IncidentMitigated: ({ data }) => ({ status: 'mitigated', statusBy: data.by }),
  IncidentResolved: ({ data }) => ({ status: 'resolved', statusBy: data.by }),
  // What comes back within a mitigation is still in the same hands; what comes back after its resolution needs somebody again.
  IncidentReopened: ({ data }, state) => {
    const acknowledged = state.acknowledged && state.status !== 'resolved';
    return { status: acknowledged ? 'acknowledged' : 'open', acknowledged, statusBy: data.by };
  },
  // A person may join again what was split; from then on it is as if it had never been apart.
  IncidentsMerged: ({ data }, state) => ({
    splitSignals: without(
      state.splitSignals,
      data.members.map((member) => member.signalId),
    ),
    splitInto: without(state.splitInto, data.absorbedIds),
  }),
  IncidentMergedInto: ({ data }) => ({ status: 'merged', statusBy: data.by, mergedInto: data.survivorId }),
  IncidentSplit: ({ data }, state) => ({
    splitSignals: union(state.splitSignals, data.signalIds),
    splitInto: union(state.splitInto, [data.newIncidentId]),
  }),
  NoteAdded: nothing,
};

/** The state after one more fact (or event) of the stream. */
export const evolve = (state: IncidentState, fact: IncidentFact): IncidentState => ({
  ...state,
  ...dispatch(changes, fact, state),
  version: state.version + 1,
});
