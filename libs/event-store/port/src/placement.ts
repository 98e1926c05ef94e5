import { WrongExpectedVersionError } from './errors.js';
import { type StreamAppend } from './event.js';
import { type EventRecord, placeEvent, sameRecord } from './event-record.js';
import { type Upcasters } from './upcasters.js';

/** What an adapter knows of the streams before it appends. */
export interface KnownStreams {
  /** Current version, 0 when there is none. */
  versionOf(streamId: string): number;
  /** An event that is stored; asked only for versions that an append would write and that exist. */
  eventAt(streamId: string, version: number): EventRecord | undefined;
}

/** An event of an append and whether it is stored already. */
export interface Placement {
  readonly record: EventRecord;
  readonly repeated: boolean;
}

/**
 * Gives every event of the appends its version, or throws {@link WrongExpectedVersionError}. An append that the stream contains
 * already, event for event, is repeated; see `EventStore`. One without events says nothing about its stream.
 */
export function placeAppends(
  appends: readonly StreamAppend[],
  known: KnownStreams,
  upcasters: Upcasters,
): readonly Placement[] {
  const versions = new Map<string, number>();
  return appends.flatMap((append) => {
    const { streamId, category, expectedVersion, events } = append;
    const records = events.map((event, index) =>
      placeEvent(streamId, category, expectedVersion + index + 1, event, upcasters),
    );
    if (records.length === 0) return [];
    const actual = versions.get(streamId) ?? known.versionOf(streamId);
    const repeated = actual !== expectedVersion;
    if (repeated && !records.every((record) => isStored(record, known))) {
      throw new WrongExpectedVersionError(streamId, expectedVersion, actual);
    }
    versions.set(streamId, repeated ? actual : expectedVersion + records.length);
    return records.map((record) => ({ record, repeated }));
  });
}

function isStored(record: EventRecord, known: KnownStreams): boolean {
  const stored = known.eventAt(record.streamId, record.version);
  return stored !== undefined && sameRecord(stored, record);
}
