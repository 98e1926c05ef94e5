import {
  type ChangeSuspect,
  type Evidence,
  type IncidentEvent,
  type IncidentEventType,
  type MemberSignal,
} from '@throughline/contracts';
import { PostmortemError } from '../document/errors.js';
import { cite } from './citation.js';
import { plain } from './plain.js';
import { type Change, type Milestone, type Story, type Symptom, type Told } from './story.js';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] extends readonly (infer Item)[] ? Item[] : T[Key] };
type Draft = Mutable<Story> & { ranked: Change[]; seenChanges: Change[] };
type EventOf<Type extends IncidentEventType> = Extract<IncidentEvent, { readonly type: Type }>;
type Readers = { readonly [Type in IncidentEventType]: (draft: Draft, event: EventOf<Type>) => void };

const told = (event: IncidentEvent, at = event.occurredAt): Told => ({
  at,
  by: cite(event),
  version: event.version,
});

const readable = (evidence: readonly Evidence[]): readonly Evidence[] =>
  evidence
    .map((item) => ({ ...item, kind: plain(item.kind, 60), text: plain(item.text, 240) }))
    .filter((item) => item.text !== '');

const named = (text: string | null, otherwise: string): string => plain(text ?? '', 100) || otherwise;

const symptom = (event: IncidentEvent, member: MemberSignal, latenessMs: number): Symptom => ({
  ...told(event, member.occurredAt),
  signalId: member.signalId,
  kind: member.kind === 'log' ? 'log' : 'alert',
  service: named(member.service, 'unnamed service'),
  source: named(member.source, 'unknown source'),
  fingerprint: member.fingerprint,
  name: named(member.name, 'unnamed'),
  summary: plain(member.summary, 200),
  severity: member.severity ?? 'info',
  latenessMs,
  evidence: readable(member.evidence),
});

const changeOfMember = (event: IncidentEvent, member: MemberSignal): Change => ({
  ...told(event, member.occurredAt),
  signalId: member.signalId,
  changeId: named(member.fingerprint, member.signalId),
  kind: member.kind === 'deploy' ? 'deploy' : 'config-change',
  service: member.service === null ? null : named(member.service, 'unnamed service'),
  title: plain(member.summary) || plain(member.name),
  actor: null,
  score: 0,
  evidence: readable(member.evidence),
});

const changeOfSuspect = (event: IncidentEvent, suspect: ChangeSuspect): Change => ({
  ...told(event, suspect.occurredAt),
  signalId: suspect.signalId,
  changeId: named(suspect.changeId, suspect.signalId),
  kind: suspect.kind,
  service: suspect.service === null ? null : named(suspect.service, 'unnamed service'),
  title: plain(suspect.title),
  actor: suspect.actor === null ? null : named(suspect.actor, 'unnamed'),
  score: suspect.score,
  evidence: readable(suspect.evidence),
});

function takeMember(draft: Draft, event: IncidentEvent, member: MemberSignal, latenessMs = 0): void {
  if (member.kind === 'deploy' || member.kind === 'config-change')
    draft.seenChanges.push(changeOfMember(event, member));
  else if (member.kind === 'alert' && member.status === 'resolved')
    draft.recoveries.push(symptom(event, member, latenessMs));
  else draft.symptoms.push(symptom(event, member, latenessMs));
}

const takeMembers = (draft: Draft, event: IncidentEvent, members: readonly MemberSignal[]): void => {
  for (const member of members) takeMember(draft, event, member);
};

const milestone = (event: IncidentEvent, person: boolean, text: string, at?: number): Milestone => ({
  ...told(event, at),
  actor: named(event.metadata.actor, 'unknown'),
  person,
  text: plain(text, 400),
});

const readers: Readers = {
  IncidentOpened: (draft, event) => {
    takeMembers(draft, event, event.data.members);
  },
  SignalsCorrelated: (draft, event) => {
    takeMembers(draft, event, event.data.members);
  },
  SignalsRepeated: (draft, event) => {
    for (const repeat of event.data.repeats)
      draft.repetitions.push({
        ...told(event, repeat.lastSeenAt),
        fingerprint: repeat.fingerprint,
        count: repeat.signalIds.length,
      });
  },
  SignalLate: (draft, event) => {
    takeMember(draft, event, event.data.member, event.data.latenessMs);
  },
  EpisodesResolved: (draft, event) => {
    for (const member of event.data.members) draft.recoveries.push(symptom(event, member, 0));
  },
  SeverityChanged: (draft, event) => {
    const { from, to, by, reason } = event.data;
    draft.severities.push({ ...milestone(event, by === 'person', reason), from, to });
  },
  SuspectsRanked: (draft, event) => {
    draft.ranked = event.data.changes.map((suspect) => changeOfSuspect(event, suspect));
    draft.origins = event.data.services.map((suspect) => ({
      ...told(event),
      service: named(suspect.service, 'unnamed service'),
      score: suspect.score,
      evidence: readable(suspect.evidence),
    }));
  },
  IncidentAcknowledged: (draft, event) => {
    draft.acknowledgements.push(milestone(event, true, event.data.note ?? ''));
  },
  IncidentMitigated: (draft, event) => {
    const { by, reason, at } = event.data;
    draft.mitigations.push(milestone(event, by === 'person', reason, at));
  },
  IncidentResolved: (draft, event) => {
    const { by, reason, at } = event.data;
    draft.resolutions.push(milestone(event, by === 'person', reason, at));
  },
  IncidentReopened: (draft, event) => {
    const { by, reason, at } = event.data;
    draft.reopenings.push(milestone(event, by === 'person', reason, at));
  },
  IncidentsMerged: (draft, event) => {
    const { absorbedIds, by, evidence, members } = event.data;
    const why = readable(evidence)
      .map((item) => item.text)
      .join('; ');
    draft.merges.push({
      ...milestone(event, by === 'person', why),
      incidentIds: absorbedIds.map((id) => plain(id)),
    });
    takeMembers(draft, event, members);
  },
  IncidentMergedInto: (draft, event) => {
    const { by, survivorId } = event.data;
    draft.mergedInto = { ...milestone(event, by === 'person', ''), incidentIds: [plain(survivorId)] };
  },
  IncidentSplit: (draft, event) => {
    const { newIncidentId, signalIds, by } = event.data;
    const moved = new Set(signalIds);
    draft.symptoms = draft.symptoms.filter((item) => !moved.has(item.signalId));
    draft.recoveries = draft.recoveries.filter((item) => !moved.has(item.signalId));
    const split = milestone(event, by === 'person', '');
    draft.splits.push({ ...split, incidentIds: [plain(newIncidentId)], signals: moved.size });
  },
  NoteAdded: (draft, event) => {
    draft.notes.push(milestone(event, true, event.data.text));
  },
};

const read = <Type extends IncidentEventType>(draft: Draft, event: EventOf<Type>): void => {
  (readers[event.type] as (draft: Draft, event: EventOf<Type>) => void)(draft, event);
};

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const inTime = (a: Told, b: Told): number => a.at - b.at || a.version - b.version;
const signalsInTime = (a: Symptom, b: Symptom): number => inTime(a, b) || compare(a.signalId, b.signalId);

/** A deploy reports several times (started, succeeded): the first report counts for the time, the strongest suspicion for the score. */
function oneEach(changes: readonly Change[]): Change[] {
  const byId = new Map<string, Change>();
  for (const change of [...changes].sort((a, b) => b.score - a.score)) {
    const key = JSON.stringify([change.kind, change.service, change.changeId]);
    const best = byId.get(key);
    if (best === undefined) byId.set(key, change);
    else if (change.at < best.at) byId.set(key, { ...best, at: change.at });
  }
  return [...byId.values()].sort(inTime);
}

/** The last ranking, and the changes that joined without a rank. */
function known(ranked: readonly Change[], seen: readonly Change[]): readonly Change[] {
  const ids = new Set(ranked.map((change) => change.signalId));
  return [...ranked, ...seen.filter((change) => !ids.has(change.signalId))];
}

function begin(event: IncidentEvent): Draft {
  if (event.type !== 'IncidentOpened')
    throw new PostmortemError(
      'not-an-incident',
      `The stream of incident ${event.streamId} begins with ${event.type}, not with IncidentOpened.`,
    );
  const { onsetAt, severity, score, threshold, reasons, recurrenceOf } = event.data;
  return {
    incidentId: plain(event.streamId),
    environment: named(event.environment, 'unknown'),
    version: event.version,
    first: cite(event),
    last: cite(event),
    opened: {
      ...told(event, onsetAt),
      severity,
      score,
      threshold,
      reasons: readable(reasons),
      recurrenceOf: recurrenceOf === null ? null : plain(recurrenceOf),
    },
    symptoms: [],
    repetitions: [],
    recoveries: [],
    changes: [],
    origins: [],
    severities: [],
    acknowledgements: [],
    mitigations: [],
    resolutions: [],
    reopenings: [],
    merges: [],
    mergedInto: null,
    splits: [],
    notes: [],
    policies: [],
    ranked: [],
    seenChanges: [],
  };
}

function takePolicy(draft: Draft, event: IncidentEvent): void {
  const version = event.metadata.policyVersion === null ? '' : plain(event.metadata.policyVersion, 60);
  if (version !== '' && !draft.policies.some((policy) => policy.version === version))
    draft.policies.push({ version, by: cite(event) });
}

/**
 * Folds an incident's events, oldest first, into its story.
 *
 * @throws PostmortemError `not-an-incident` when there is no event or the first is not `IncidentOpened`.
 */
export function readStory(events: readonly IncidentEvent[]): Story {
  const [first] = events;
  if (first === undefined) throw new PostmortemError('not-an-incident', 'There is no event to draft from.');
  const draft = begin(first);
  for (const event of events) {
    read(draft, event);
    takePolicy(draft, event);
    draft.version = event.version;
    draft.last = cite(event);
  }
  const { ranked, seenChanges, ...story } = draft;
  return {
    ...story,
    symptoms: story.symptoms.sort(signalsInTime),
    recoveries: story.recoveries.sort(signalsInTime),
    repetitions: story.repetitions.sort(inTime),
    changes: oneEach(known(ranked, seenChanges)),
  };
}
