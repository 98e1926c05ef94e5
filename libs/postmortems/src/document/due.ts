import { type IncidentEvent, type IncidentEventType } from '@throughline/contracts';

/** Why a resolved incident moved on, by the event that says so; what is not listed is no reason of its own. */
const reasons: Partial<Readonly<Record<IncidentEventType, string>>> = {
  IncidentReopened: 'resolved again',
  IncidentsMerged: 'another incident was merged into it',
  IncidentMergedInto: 'merged into another incident',
  IncidentSplit: 'signals were moved out of it',
  SignalLate: 'late evidence',
  SignalsCorrelated: 'further evidence',
  SuspectsRanked: 'suspects ranked anew',
  NoteAdded: 'a note was added',
};

/** Whether the incident is over after these events, oldest first. */
export function isOver(events: readonly IncidentEvent[]): boolean {
  return events.reduce((over, event) => {
    if (event.type === 'IncidentResolved' || event.type === 'IncidentMergedInto') return true;
    return event.type === 'IncidentReopened' ? false : over;
  }, false);
}

/**
 * Why a draft is due, in words, or null when none is. `drafted` is the incident version that the document stands on, null when there
 * is none. A document opens when its incident resolves, and is drafted anew when an incident that is over has moved on. While an
 * incident is open its document rests; people may ask for one.
 */
export function draftDue(events: readonly IncidentEvent[], drafted: number | null): string | null {
  if (!isOver(events)) return null;
  if (drafted === null)
    return events.some((event) => event.type === 'IncidentMergedInto') ? null : 'resolved';
  const news = events.filter((event) => event.version > drafted);
  if (news.length === 0) return null;
  const told = new Set(news.map((event) => event.type));
  const first = (Object.keys(reasons) as IncidentEventType[]).find((type) => told.has(type));
  if (!isOver(events.filter((event) => event.version <= drafted))) return 'resolved';
  return (first === undefined ? undefined : reasons[first]) ?? 'the incident moved on';
}
