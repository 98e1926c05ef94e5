import { type EventMetadata } from '@throughline/contracts';
import { type Category, type EventRecord } from '@throughline/event-store-port';

/** A row of `events` as the statements select it. */
export interface EventRow {
  readonly global_position: number;
  readonly transaction_id: string;
  readonly stream_id: string;
  readonly category: Category;
  readonly version: number;
  readonly event_id: string;
  readonly type: string;
  readonly data: unknown;
  readonly metadata: EventMetadata & { readonly schemaVersion?: number };
  readonly tenant: string;
  readonly environment: string;
  readonly scope: string;
  readonly occurred_at: number;
  readonly recorded_at: number;
}

export function toRecord(row: EventRow): EventRecord {
  const { schemaVersion = 1, ...metadata } = row.metadata;
  return {
    eventId: row.event_id,
    streamId: row.stream_id,
    category: row.category,
    version: row.version,
    type: row.type,
    schemaVersion,
    data: row.data,
    metadata,
    tenant: row.tenant,
    environment: row.environment,
    scope: row.scope,
    occurredAt: row.occurred_at,
    recordedAt: row.recorded_at,
  };
}

/** An event on its way into the table, its JSON made once. */
export interface SerializedEvent {
  readonly record: EventRecord;
  readonly data: string;
  readonly metadata: string;
}

export const serialize = (record: EventRecord): SerializedEvent => ({
  record,
  data: JSON.stringify(record.data),
  metadata: JSON.stringify({ ...record.metadata, schemaVersion: record.schemaVersion }),
});

/** The parameters of `insertEvents`: one array a column. */
export const toColumns = (events: readonly SerializedEvent[]): unknown[][] => [
  events.map(({ record }) => record.streamId),
  events.map(({ record }) => record.category),
  events.map(({ record }) => record.version),
  events.map(({ record }) => record.eventId),
  events.map(({ record }) => record.type),
  events.map(({ data }) => data),
  events.map(({ metadata }) => metadata),
  events.map(({ record }) => record.tenant),
  events.map(({ record }) => record.environment),
  events.map(({ record }) => record.scope),
  events.map(({ record }) => record.occurredAt),
  events.map(({ record }) => record.recordedAt),
];
