import { type IncidentFact } from '@throughline/contracts';
import {
  type LateSignal,
  type PartitionEffects,
  type RecordedDecision,
  type StreamAppend as IncidentAppend,
} from '@throughline/correlation';
import { type NewEvent, type StreamAppend } from '@throughline/event-store-port';

/** The effects of a whole batch; each stream once. */
export interface BatchEffects {
  readonly appends: readonly StreamAppend<IncidentFact>[];
  readonly decisions: readonly RecordedDecision[];
  readonly late: readonly LateSignal[];
}

interface Pending {
  readonly first: IncidentAppend;
  readonly events: NewEvent<IncidentFact>[];
}

/** Joins what the entries of a batch made happen, in their order. */
export function collectEffects(all: readonly PartitionEffects[]): BatchEffects {
  const streams = new Map<string, Pending>();
  for (const append of all.flatMap(({ events }) => events)) {
    const known = streams.get(append.streamId) ?? { first: append, events: [] };
    streams.set(append.streamId, known);
    known.events.push(...newEvents(append));
  }
  return {
    appends: [...streams.values()].map(({ first, events }) => ({
      streamId: first.streamId,
      category: 'incident',
      expectedVersion: first.expectedVersion,
      events,
    })),
    decisions: all.flatMap(({ unincidented }) => unincidented),
    late: all.flatMap(({ late }) => late),
  };
}

/** What the store assigns is left out; it derives the same ids and versions. */
const newEvents = ({ facts }: IncidentAppend): NewEvent<IncidentFact>[] =>
  facts.map(({ eventId, streamId, version, globalPosition, ...event }) => event);
