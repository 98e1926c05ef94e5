import { canonicalJson, eventId, type Json } from '@throughline/identity';
import { type Category, type EventFact, type NewEvent, type StoredEvent } from './event.js';
import { type Upcasters } from './upcasters.js';

/** An event as an adapter keeps it: with its category, and its data in the schema version of the time. */
export type EventRecord = Omit<StoredEvent, 'globalPosition'> & {
  readonly category: Category;
  readonly schemaVersion: number;
};

/** Gives an event its place in a stream. */
export const placeEvent = (
  streamId: string,
  category: Category,
  version: number,
  event: NewEvent,
  upcasters: Upcasters,
): EventRecord => ({
  eventId: eventId(streamId, version),
  streamId,
  category,
  version,
  type: event.type,
  schemaVersion: upcasters.newest(event.type),
  data: event.data,
  metadata: event.metadata,
  tenant: event.tenant,
  environment: event.environment,
  scope: event.scope,
  occurredAt: event.occurredAt,
  recordedAt: event.recordedAt,
});

/** An event as readers see it. */
export function toStoredEvent<Fact extends EventFact>(
  record: EventRecord,
  globalPosition: number,
  upcasters: Upcasters,
): StoredEvent<Fact> {
  const event: StoredEvent = {
    eventId: record.eventId,
    streamId: record.streamId,
    version: record.version,
    globalPosition,
    tenant: record.tenant,
    environment: record.environment,
    scope: record.scope,
    type: record.type,
    occurredAt: record.occurredAt,
    recordedAt: record.recordedAt,
    metadata: record.metadata,
    data: upcasters.upcast(record.type, record.schemaVersion, record.data),
  };
  return event as StoredEvent<Fact>;
}

/** Whether two records say the same, once they are JSON. */
export const sameRecord = (a: EventRecord, b: EventRecord): boolean => contentOf(a) === contentOf(b);

const contentOf = (record: EventRecord): string => {
  const { streamId, category, version, type, schemaVersion, data, metadata } = record;
  const { tenant, environment, scope, occurredAt, recordedAt } = record;
  const content = { streamId, category, version, type, schemaVersion, data, metadata };
  const place = { tenant, environment, scope, occurredAt, recordedAt };
  return canonicalJson(JSON.parse(JSON.stringify({ ...content, ...place })) as Json);
};
