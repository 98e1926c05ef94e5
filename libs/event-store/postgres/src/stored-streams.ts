import { type EventRecord, type KnownStreams, type StreamAppend } from '@throughline/event-store-port';
import type pg from 'pg';
import { type EventRow, toRecord } from './rows.js';
import { selectSpans, selectVersions } from './statements.js';

const keyOf = (streamId: string, version: number): string => `${streamId}/${version}`;

/** What the database holds of the streams of some appends: their versions, and the events that the appends would write anew. */
export class StoredStreams implements KnownStreams {
  private constructor(
    private readonly versions: ReadonlyMap<string, number>,
    private readonly events: ReadonlyMap<string, EventRow>,
  ) {}

  static async load(tx: pg.ClientBase, appends: readonly StreamAppend[]): Promise<StoredStreams> {
    const streamIds = [...new Set(appends.map(({ streamId }) => streamId))];
    const { rows } = await tx.query<{ stream_id: string; version: number }>(selectVersions, [streamIds]);
    const versions = new Map(rows.map((row) => [row.stream_id, row.version]));
    const met = appends.filter(
      ({ streamId, expectedVersion }) => expectedVersion < (versions.get(streamId) ?? 0),
    );
    return new StoredStreams(versions, await loadSpans(tx, met));
  }

  versionOf(streamId: string): number {
    return this.versions.get(streamId) ?? 0;
  }

  eventAt(streamId: string, version: number): EventRecord | undefined {
    const row = this.events.get(keyOf(streamId, version));
    return row && toRecord(row);
  }

  positionOf(record: EventRecord): number | undefined {
    return this.events.get(keyOf(record.streamId, record.version))?.global_position;
  }
}

async function loadSpans(
  tx: pg.ClientBase,
  appends: readonly StreamAppend[],
): Promise<Map<string, EventRow>> {
  if (appends.length === 0) return new Map();
  const { rows } = await tx.query<EventRow>(selectSpans, [
    appends.map(({ streamId }) => streamId),
    appends.map(({ expectedVersion }) => expectedVersion),
    appends.map(({ expectedVersion, events }) => expectedVersion + events.length),
  ]);
  return new Map(rows.map((row) => [keyOf(row.stream_id, row.version), row]));
}
