import { type IncidentEvent, type Severity } from '@throughline/contracts';

/** What an entry is about; a filter of the API. */
export const timelineKinds = [
  'opened',
  'alert',
  'log',
  'change',
  'severity',
  'suspect',
  'status',
  'late',
  'note',
  'merge',
  'split',
  'repeat',
] as const;

export type TimelineKind = (typeof timelineKinds)[number];

/** key: a turning point; minor: left out of a short account. */
export type Importance = 'key' | 'normal' | 'minor';

/** One line of an incident's story. It cites the event that it comes from. */
export interface TimelineEntry {
  /** Unique in the incident: a second entry of the same key tells nothing new and is left out. */
  readonly key: string;
  readonly incidentId: string;
  readonly eventId: string;
  readonly version: number;
  /** Order among the entries of one event. */
  readonly index: number;
  /** Event time of what is told, epoch ms. */
  readonly occurredAt: number;
  /** When it was known, epoch ms. */
  readonly recordedAt: number;
  readonly kind: TimelineKind;
  readonly importance: Importance;
  /** One sentence in plain English. Holds ingested text: escape it. */
  readonly text: string;
  readonly service: string | null;
  readonly severity: Severity | null;
  readonly signalId: string | null;
  /** `engine`, or who gave the command. */
  readonly actor: string;
}

/** What an event's own kind decides about an entry. */
export interface Told {
  readonly kind: TimelineKind;
  readonly importance: Importance;
  readonly text: string;
  readonly occurredAt?: number;
  readonly service?: string | null;
  readonly severity?: Severity | null;
  readonly signalId?: string | null;
  readonly key?: string;
}

export const entryOf = (event: IncidentEvent, told: Told, index: number): TimelineEntry => ({
  key: told.key ?? `${event.version}:${index}`,
  incidentId: event.streamId,
  eventId: event.eventId,
  version: event.version,
  index,
  occurredAt: told.occurredAt ?? event.occurredAt,
  recordedAt: event.recordedAt,
  kind: told.kind,
  importance: told.importance,
  text: told.text,
  service: told.service ?? null,
  severity: told.severity ?? null,
  signalId: told.signalId ?? null,
  actor: event.metadata.actor,
});

/** The order of a timeline. */
export const compareEntries = (a: TimelineEntry, b: TimelineEntry): number =>
  a.occurredAt - b.occurredAt || a.version - b.version || a.index - b.index;
