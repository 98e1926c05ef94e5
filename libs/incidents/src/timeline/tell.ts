import { type IncidentEvent, type IncidentFact, type SuspectsRanked } from '@throughline/contracts';
import { type ByType, dispatch } from '../by-type.js';
import { clause, count, list, sentence } from '../words.js';
import { compareEntries, entryOf, type TimelineEntry, type Told } from './entry.js';
import { toldChange, toldLate, toldMember } from './signals.js';

type Tell = ByType<IncidentFact, [IncidentEvent], readonly Told[]>;

const by = (event: IncidentEvent): string =>
  event.metadata.actor === 'engine' ? '' : ` by ${event.metadata.actor}`;

const status = (text: string): Told => ({ kind: 'status', importance: 'key', text });

const percent = (score: number): string => `${Math.round(score * 100)} %`;

function toldRanking({ changes, services }: SuspectsRanked): Told {
  const [change] = changes;
  const [service] = services;
  const parts = [
    change === undefined ? '' : `the most suspected change is ${change.title} (${percent(change.score)})`,
    service === undefined
      ? ''
      : `the most suspected service is ${service.service} (${percent(service.score)})`,
  ].filter((part) => part !== '');
  const text = parts.length === 0 ? 'nothing is suspected any more' : parts.join('; ');
  return {
    kind: 'suspect',
    importance: 'minor',
    text: sentence(`${text.charAt(0).toUpperCase()}${text.slice(1)}`),
    service: change?.service ?? service?.service ?? null,
    signalId: change?.signalId ?? null,
  };
}

const tell: Tell = {
  IncidentOpened: ({ data }) => {
    const services = [...new Set(data.members.flatMap(({ service }) => service ?? []))].sort();
    const where = services.length === 0 ? '' : ` on ${list(services)}`;
    const again = data.recurrenceOf === null ? '' : ' It resembles an earlier incident.';
    return [
      {
        kind: 'opened',
        importance: 'key',
        text: `Incident opened as ${data.severity} from ${count(data.members.length, 'signal')}${where}.${again}`,
        severity: data.severity,
      },
      ...data.members.map(toldMember),
    ];
  },
  SignalsCorrelated: ({ data }) => data.members.map(toldMember),
  SignalsRepeated: ({ data }) => {
    const reports = data.repeats.reduce((sum, { signalIds }) => sum + signalIds.length, 0);
    return [
      {
        kind: 'repeat',
        importance: 'minor',
        text: `${count(data.repeats.length, 'known episode')} reported again, ${count(reports, 'time')} in all.`,
        occurredAt: Math.max(...data.repeats.map(({ lastSeenAt }) => lastSeenAt)),
      },
    ];
  },
  SignalLate: ({ data }) => [toldLate(data.member, data.latenessMs)],
  EpisodesResolved: ({ data }) => data.members.map(toldMember),
  SeverityChanged: ({ data }, event) => [
    {
      kind: 'severity',
      importance: 'key',
      text: clause(`Severity changed from ${data.from} to ${data.to}${by(event)}`, data.reason),
      severity: data.to,
    },
  ],
  SuspectsRanked: ({ data }) => [toldRanking(data), ...data.changes.map(toldChange)],
  IncidentAcknowledged: ({ data }, event) => [status(clause(`Acknowledged${by(event)}`, data.note))],
  IncidentMitigated: ({ data }, event) => [
    { ...status(clause(`Mitigated${by(event)}`, data.reason)), occurredAt: data.at },
  ],
  IncidentResolved: ({ data }, event) => [
    { ...status(clause(`Resolved${by(event)}`, data.reason)), occurredAt: data.at },
  ],
  IncidentReopened: ({ data }, event) => [
    { ...status(clause(`Reopened${by(event)}`, data.reason)), occurredAt: data.at },
  ],
  IncidentsMerged: ({ data }, event) => [
    {
      kind: 'merge',
      importance: 'key',
      text: clause(
        `${count(data.absorbedIds.length, 'incident')} with ${count(data.members.length, 'signal')} merged into this one${by(event)}`,
        data.evidence.map(({ text }) => text.replace(/\.$/, '')).join('; '),
      ),
    },
    ...data.members.map(toldMember),
  ],
  IncidentMergedInto: ({ data }, event) => [
    {
      kind: 'merge',
      importance: 'key',
      text: `Merged into incident ${data.survivorId}${by(event)}.`,
    },
  ],
  IncidentSplit: ({ data }, event) => [
    {
      kind: 'split',
      importance: 'key',
      text: `${count(data.signalIds.length, 'signal')} moved out into incident ${data.newIncidentId}${by(event)}.`,
    },
  ],
  NoteAdded: ({ data }, event) => [
    { kind: 'note', importance: 'key', text: clause(`Note${by(event)}`, data.text) },
  ],
};

/** The entries of one event, in their order within it. Pure: the same event always tells the same. */
export const timelineEntries = (event: IncidentEvent): readonly TimelineEntry[] =>
  dispatch<IncidentFact, [IncidentEvent], readonly Told[]>(tell, event, event).map((told, index) =>
    entryOf(event, told, index),
  );

/** The whole timeline of a stream in the order `(occurredAt, version, index)`: of entries with one key, the first that was told. */
export function foldTimeline(events: Iterable<IncidentEvent>): readonly TimelineEntry[] {
  const entries = new Map<string, TimelineEntry>();
  for (const event of events)
    for (const entry of timelineEntries(event)) if (!entries.has(entry.key)) entries.set(entry.key, entry);
  return [...entries.values()].sort(compareEntries);
}
