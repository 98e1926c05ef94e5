import { type TimelineEntry, type TimelineKind } from '@throughline/incidents';
import type pg from 'pg';
import { valuesOf } from './position.js';
import { ms, rowsWanted, sliceOf, versioned, type VersionedSlice, type Window } from './slice.js';

export interface TimelineFilters {
  /** Only these; all when absent or empty. */
  readonly kinds?: readonly TimelineKind[] | undefined;
  readonly order: 'asc' | 'desc';
  /** Only what was known at this moment, epoch ms. */
  readonly asOf?: number | undefined;
}

const columns = `key, incident_id as "incidentId", event_id as "eventId", version, index,
  ${ms('occurred_at')} as "occurredAt", ${ms('recorded_at')} as "recordedAt",
  kind, importance, text, service, severity, signal_id as "signalId", actor`;

const statement = (order: 'asc' | 'desc') => ({
  name: `incident-timeline-${order}`,
  text: `select ${columns} from timeline_entries
          where incident_id = $1 and tenant = $2
            and ($3::text[] is null or kind = any($3))
            and ($4::float8 is null or recorded_at <= to_timestamp($4 / 1000))
            and ($5::float8 is null or (occurred_at, version, index) ${order === 'asc' ? '>' : '<'} (to_timestamp($5 / 1000), $6::integer, $7::integer))
          order by timeline_entries.occurred_at ${order}, version ${order}, index ${order} limit $8`,
});

const statements = { asc: statement('asc'), desc: statement('desc') };

/** A part of an incident's timeline. Throws `InvalidPositionError`. */
export function incidentTimeline(
  pool: pg.Pool,
  tenant: string,
  id: string,
  { kinds = [], order, asOf }: TimelineFilters,
  window: Window,
): Promise<VersionedSlice<TimelineEntry> | null> {
  return versioned(pool, tenant, id, async (client) => {
    const { rows } = await client.query<TimelineEntry>(statements[order], [
      id,
      tenant,
      kinds.length === 0 ? null : kinds,
      asOf ?? null,
      ...valuesOf(['time', 'integer', 'integer'], window.after),
      rowsWanted(window),
    ]);
    return sliceOf(rows, window, ({ occurredAt, version, index }) => [occurredAt, version, index]);
  });
}
