import { type TimelineEntry } from '@throughline/incidents';
import { type IncidentRow, type ServiceRow, type SignalRow } from '@throughline/read-models-projections';
import { bulkInsert, takingAll } from './bulk-insert.js';
import { type Column, integer, json, text, time, uuid } from './columns.js';

const incidents: readonly Column<IncidentRow>[] = [
  uuid('id', (row) => row.id),
  text('tenant', (row) => row.tenant),
  text('environment', (row) => row.environment),
  text('scope', (row) => row.scope),
  integer('version', (row) => row.version),
  { name: 'position', type: 'bigint', value: (row) => row.position },
  text('status', (row) => row.status),
  text('severity', (row) => row.severity),
  { name: 'severity_weight', type: 'smallint', value: (row) => row.severityWeight },
  text('title', (row) => row.title),
  time('onset_at', (row) => row.onsetAt),
  time('opened_at', (row) => row.openedAt),
  time('acknowledged_at', (row) => row.acknowledgedAt),
  time('mitigated_at', (row) => row.mitigatedAt),
  time('resolved_at', (row) => row.resolvedAt),
  time('updated_at', (row) => row.updatedAt),
  {
    ...json('services', (row: IncidentRow) => row.services),
    from: (column) => `array(select jsonb_array_elements_text(${column}::jsonb))`,
  },
  integer('alerts', (row) => row.alerts),
  integer('logs', (row) => row.logs),
  integer('resolutions', (row) => row.resolutions),
  integer('repeats', (row) => row.repeats),
  integer('late', (row) => row.late),
  uuid('recurrence_of', (row) => row.recurrenceOf),
  uuid('merged_into', (row) => row.mergedInto),
  text('words', (row) => row.words),
  json('summary', (row) => row.summary),
];

/**
 * An incident's row never goes back to an older version: of two who fold the same new stream at once (the projector and a rebuild)
 * the second one waits here for the first, and is told by the ids that come back whether its other rows are still news.
 */
export const writeIncidents = bulkInsert<IncidentRow>({
  name: 'write-incidents',
  table: 'incidents',
  columns: incidents,
  onConflict: `on conflict (id) do update set ${takingAll(incidents, ['id'])}
               where incidents.version < excluded.version returning id::text as key`,
});

/** For who holds the row's lock: as it folds now, also on the same version. */
export const rewriteIncidents = bulkInsert<IncidentRow>({
  name: 'rewrite-incidents',
  table: 'incidents',
  columns: incidents,
  onConflict: `on conflict (id) do update set ${takingAll(incidents, ['id'])} returning id::text as key`,
});

/** An entry and whose it is. */
export type TimelineRow = TimelineEntry & { readonly tenant: string };

const timeline: readonly Column<TimelineRow>[] = [
  uuid('incident_id', (row) => row.incidentId),
  text('key', (row) => row.key),
  text('tenant', (row) => row.tenant),
  uuid('event_id', (row) => row.eventId),
  integer('version', (row) => row.version),
  integer('index', (row) => row.index),
  time('occurred_at', (row) => row.occurredAt),
  time('recorded_at', (row) => row.recordedAt),
  text('kind', (row) => row.kind),
  text('importance', (row) => row.importance),
  text('text', (row) => row.text),
  text('service', (row) => row.service),
  text('severity', (row) => row.severity),
  uuid('signal_id', (row) => row.signalId),
  text('actor', (row) => row.actor),
];

export const writeTimeline = bulkInsert<TimelineRow>({
  name: 'write-timeline',
  table: 'timeline_entries',
  columns: timeline,
  onConflict: 'on conflict do nothing',
});

const signals: readonly Column<SignalRow>[] = [
  uuid('incident_id', (row) => row.incidentId),
  uuid('signal_id', (row) => row.signalId),
  text('tenant', (row) => row.tenant),
  text('role', (row) => row.role),
  text('kind', (row) => row.kind),
  text('service', (row) => row.service),
  text('source', (row) => row.source),
  text('fingerprint', (row) => row.fingerprint),
  text('name', (row) => row.name),
  text('summary', (row) => row.summary),
  text('severity', (row) => row.severity),
  text('status', (row) => row.status),
  time('occurred_at', (row) => row.occurredAt),
  time('received_at', (row) => row.receivedAt),
  { name: 'score', type: 'float8', value: (row) => row.score },
  json('evidence', (row) => row.evidence),
  text('policy_version', (row) => row.policyVersion),
  uuid('event_id', (row) => row.eventId),
  integer('version', (row) => row.version),
  uuid('moved_to', (row) => row.movedTo),
];

export const writeSignals = bulkInsert<SignalRow>({
  name: 'write-signals',
  table: 'incident_signals',
  columns: signals,
  onConflict: `on conflict (incident_id, signal_id) do update set ${takingAll(signals, ['incident_id', 'signal_id'])}`,
});

const services: readonly Column<ServiceRow>[] = [
  uuid('incident_id', (row) => row.incidentId),
  text('service', (row) => row.service),
  text('tenant', (row) => row.tenant),
  text('environment', (row) => row.environment),
  integer('alerts', (row) => row.alerts),
  integer('logs', (row) => row.logs),
  time('first_at', (row) => row.firstAt),
  time('last_at', (row) => row.lastAt),
];

export const writeServices = bulkInsert<ServiceRow>({
  name: 'write-services',
  table: 'services_seen',
  columns: services,
  onConflict: `on conflict (incident_id, service) do update set ${takingAll(services, ['incident_id', 'service'])}`,
});
