import { type IncidentEvent, type MemberSignal, type Repeat } from '@throughline/contracts';
import { leadOf } from './lead.js';
import { type IncidentSummary, summarise } from './summary.js';
import { countsAs, noTally, tallied, withRepeats } from './tally.js';
import { incidentTitle } from './title.js';

/** What somebody wrote down. */
export interface Note {
  readonly eventId: string;
  readonly at: number;
  readonly actor: string;
  readonly text: string;
}

/** An incident as its events tell it, members and all. */
export interface IncidentView extends IncidentSummary {
  readonly title: string;
  /** Affected services, by name. */
  readonly services: readonly string[];
  /** In the order in which they joined; resolving alerts are apart. */
  readonly members: readonly MemberSignal[];
  readonly resolutions: readonly MemberSignal[];
  readonly repeats: readonly Repeat[];
  readonly notes: readonly Note[];
}

/** The services of a summary, by name. */
export const servicesOf = ({ tally }: Pick<IncidentSummary, 'tally'>): readonly string[] =>
  Object.keys(tally.services).sort();

/** The title of a summary. */
export const titleOf = ({ lead, tally }: Pick<IncidentSummary, 'lead' | 'tally'>): string =>
  incidentTitle(lead, tally);

/** The signals that an event says joined. */
export function joinedBy(event: IncidentEvent): readonly MemberSignal[] {
  switch (event.type) {
    case 'IncidentOpened':
    case 'SignalsCorrelated':
    case 'EpisodesResolved':
    case 'IncidentsMerged':
      return event.data.members;
    case 'SignalLate':
      return [event.data.member];
    default:
      return [];
  }
}

/** What a summary leaves out. Mutable while it folds one stream; never leaves this file. */
class Holdings {
  readonly members = new Map<string, MemberSignal>();
  readonly late = new Set<string>();
  repeats: Repeat[] = [];
  readonly notes: Note[] = [];

  take(event: IncidentEvent): void {
    for (const member of joinedBy(event)) this.members.set(member.signalId, member);
    if (event.type === 'SignalLate') this.late.add(event.data.member.signalId);
    if (event.type === 'SignalsRepeated') this.repeats.push(...event.data.repeats);
    if (event.type === 'NoteAdded')
      this.notes.push({
        eventId: event.eventId,
        at: event.occurredAt,
        actor: event.metadata.actor,
        text: event.data.text,
      });
  }

  /** Gives signals away, and counts again what stays. */
  split(summary: IncidentSummary, signalIds: readonly string[]): IncidentSummary {
    const moved = new Set(signalIds);
    for (const id of moved) this.members.delete(id);
    for (const id of moved) this.late.delete(id);
    this.repeats = this.repeats
      .map((repeat) => ({ ...repeat, signalIds: repeat.signalIds.filter((id) => !moved.has(id)) }))
      .filter(({ signalIds: left }) => left.length > 0);
    const members = [...this.members.values()];
    const tally = withRepeats(tallied(noTally, members), this.repeats);
    return {
      ...summary,
      tally: { ...tally, late: this.late.size },
      lead: moved.has(summary.lead.signalId) && members.length > 0 ? leadOf(members) : summary.lead,
    };
  }
}

function fold(events: Iterable<IncidentEvent>): { summary: IncidentSummary | null; holdings: Holdings } {
  const holdings = new Holdings();
  let summary: IncidentSummary | null = null;
  for (const event of events) {
    summary = summarise(summary, event);
    holdings.take(event);
    if (event.type === 'IncidentSplit') summary = holdings.split(summary, event.data.signalIds);
  }
  return { summary, holdings };
}

/**
 * Folds a stream from its first event to a view; null for no events. The events must be the stream's, in order, without gaps
 * (else `BrokenStreamError`). For the state as of a moment, hand in the events up to it: see `asOf`.
 */
export function foldIncident(events: Iterable<IncidentEvent>): IncidentView | null {
  const { summary, holdings } = fold(events);
  if (summary === null) return null;
  const members = [...holdings.members.values()];
  return {
    ...summary,
    title: titleOf(summary),
    services: servicesOf(summary),
    members: members.filter((member) => countsAs(member) !== 'resolutions'),
    resolutions: members.filter((member) => countsAs(member) === 'resolutions'),
    repeats: holdings.repeats,
    notes: holdings.notes,
  };
}

/** The bounded part of `foldIncident`, exact after splits too. */
export const foldSummary = (events: Iterable<IncidentEvent>): IncidentSummary | null => fold(events).summary;

/** The events that were known at a moment (epoch ms, by the log's clock). */
export const asOf = (events: readonly IncidentEvent[], at: number): readonly IncidentEvent[] =>
  events.filter((event) => event.recordedAt <= at);
