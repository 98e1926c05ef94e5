import { type IncidentEvent } from '@throughline/contracts';
import {
  foldSummary,
  foldTimeline,
  type IncidentSummary,
  summarise,
  type TimelineEntry,
} from '@throughline/incidents';
import { type IncidentRow, incidentRow } from './incidents/incident-row.js';
import { type ServiceRow, serviceRows } from './services/service-row.js';
import { foldSignals, type SignalRow } from './signals/signal-row.js';

/** What consecutive events of one stream change in the read models. Rows are whole: writing them again changes nothing. */
export interface IncidentChanges {
  readonly incident: IncidentRow;
  /** New entries; one whose key is there already is left out by whoever writes. */
  readonly timeline: readonly TimelineEntry[];
  readonly signals: readonly SignalRow[];
  /** Services whose share is another one now. */
  readonly services: readonly ServiceRow[];
  /** The rows are all that the incident has, folded from its first event: others of it are stale. */
  readonly complete: boolean;
}

/**
 * The changes of events that follow `before` (null: the stream's first ones). Null when they can only be told from the whole
 * stream, because signals were moved out and a summary knows no members: use `projectStream`. Throws `BrokenStreamError` on a gap.
 */
export function project(
  before: IncidentSummary | null,
  events: readonly IncidentEvent[],
): IncidentChanges | null {
  const last = events.at(-1);
  if (last === undefined || events.some((event) => event.type === 'IncidentSplit')) return null;
  const summary = events.reduce<IncidentSummary | null>(summarise, before);
  return summary === null ? null : changesOf(summary, events, before);
}

/** Everything about an incident from all its events; null for none. */
export function projectStream(events: readonly IncidentEvent[]): IncidentChanges | null {
  const summary = foldSummary(events);
  return summary === null ? null : changesOf(summary, events, null);
}

function changesOf(
  summary: IncidentSummary,
  events: readonly IncidentEvent[],
  before: IncidentSummary | null,
): IncidentChanges {
  return {
    incident: incidentRow(summary, events.at(-1)?.globalPosition ?? 0),
    timeline: foldTimeline(events),
    signals: foldSignals(events),
    services: serviceRows(summary, before),
    complete: before === null,
  };
}
