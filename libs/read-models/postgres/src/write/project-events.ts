import { type IncidentEvent } from '@throughline/contracts';
import { type IncidentSummary } from '@throughline/incidents';
import { type IncidentChanges, project, projectStream } from '@throughline/read-models-projections';
import type pg from 'pg';
import { lockIncidents } from './lock-incidents.js';
import { type IncidentStore, readIncidentStream } from './streams.js';
import { writeChanges } from './write-changes.js';

/** What became of a batch of events. */
export interface Projected {
  /** Events of the batch that the rows stand on now and did not before. */
  readonly applied: number;
  /** Events of the batch that they stood on already. */
  readonly skipped: number;
  /** Streams of which the batch missed events, or which had to be folded from the beginning: read from the store. */
  readonly reread: number;
}

/** An event came before one that precedes it in its stream, and the store has not got that one. Retriable: it may not be visible yet. */
export class ProjectionGapError extends Error {
  override readonly name = 'ProjectionGapError';
  readonly code = 'projection-gap';
  readonly retriable = true;

  constructor(streamId: string, missing: number) {
    super(`Version ${missing} of stream ${streamId} is neither in the batch nor in the event store.`);
  }
}

function byStream(events: readonly IncidentEvent[]): Map<string, Map<number, IncidentEvent>> {
  const streams = new Map<string, Map<number, IncidentEvent>>();
  for (const event of events) {
    const stream = streams.get(event.streamId) ?? new Map<number, IncidentEvent>();
    streams.set(event.streamId, stream.set(event.version, event));
  }
  return streams;
}

/** The given events without a gap after `version`, in order; null when one is missing. */
function following(given: ReadonlyMap<number, IncidentEvent>, version: number): IncidentEvent[] | null {
  const news = [...given.values()].filter((event) => event.version > version);
  news.sort((a, b) => a.version - b.version);
  return news.every((event, index) => event.version === version + index + 1) ? news : null;
}

/** Folds one stream on: what the batch brings, and what it misses from the store. */
class StreamProjection {
  reread = false;

  constructor(
    private readonly store: IncidentStore,
    private readonly client: pg.ClientBase,
    private readonly streamId: string,
  ) {}

  async changes(
    given: ReadonlyMap<number, IncidentEvent>,
    before: IncidentSummary | null,
  ): Promise<IncidentChanges | null> {
    const version = before?.version ?? 0;
    const last = Math.max(...given.keys());
    if (last <= version) return null;
    const events = following(given, version) ?? (await this.read(version + 1, last));
    return project(before, events) ?? projectStream(await this.read(1, last));
  }

  private async read(from: number, to: number): Promise<IncidentEvent[]> {
    this.reread = true;
    const events = await readIncidentStream(this.store, this.client, this.streamId, from, to);
    if (events.length < to - from + 1) throw new ProjectionGapError(this.streamId, from + events.length);
    return events;
  }
}

/**
 * Brings the read models up to a batch of events of any streams, in the caller's transaction. Deduplicates by the version of each
 * stream: events that a row stands on are skipped, missing ones are read from the store. So a batch may come again, in pieces, or
 * overlapping, and the rows are those of each stream folded whole. Throws `ProjectionGapError`.
 */
export async function projectEvents(
  client: pg.ClientBase,
  store: IncidentStore,
  events: readonly IncidentEvent[],
): Promise<Projected> {
  const streams = byStream(events);
  const known = await lockIncidents(client, [...streams.keys()]);
  const changes: IncidentChanges[] = [];
  let applied = 0;
  let reread = 0;
  for (const [streamId, given] of streams) {
    const projection = new StreamProjection(store, client, streamId);
    const before = known.get(streamId) ?? null;
    const change = await projection.changes(given, before);
    applied += [...given.keys()].filter((version) => version > (before?.version ?? 0)).length;
    if (change !== null) changes.push(change);
    if (projection.reread) reread += 1;
  }
  await writeChanges(client, changes);
  return { applied, skipped: events.length - applied, reread };
}
