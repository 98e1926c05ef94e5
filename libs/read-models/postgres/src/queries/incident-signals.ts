import { type SignalRole, type SignalRow } from '@throughline/read-models-projections';
import type pg from 'pg';
import { lineage, notMovedOut } from './lineage.js';
import { valuesOf } from './position.js';
import { ms, rowsWanted, sliceOf, versioned, type VersionedSlice, type Window } from './slice.js';

export interface SignalFilters {
  /** Only these; all when absent or empty. */
  readonly roles?: readonly SignalRole[] | undefined;
  /** Only these; all when absent or empty. */
  readonly kinds?: readonly SignalRow['kind'][] | undefined;
}

/** Of a repetition the row says only what its event does: the rest is in the stored signal. */
export const signalColumns = (row: string, stored: string): string => `
  ${row}.signal_id as "signalId", ${row}.incident_id as "incidentId", ${row}.tenant, ${row}.role, ${row}.kind,
  coalesce(${row}.service, ${stored}.service) as service, coalesce(${row}.source, ${stored}.source) as source, ${row}.fingerprint,
  coalesce(${row}.name, ${stored}.name) as name, coalesce(${row}.summary, ${stored}.payload->>'summary') as summary,
  coalesce(${row}.severity, ${stored}.severity) as severity,
  coalesce(${row}.status, ${stored}.payload->'alert'->>'status') as status,
  ${ms(`${row}.occurred_at`)} as "occurredAt",
  ${ms(`coalesce(${row}.received_at, ${stored}.received_at)`)} as "receivedAt",
  ${row}.score, ${row}.evidence, ${row}.policy_version as "policyVersion", ${row}.event_id as "eventId", ${row}.version, ${row}.moved_to as "movedTo"`;

// Each incident of the lineage gives its next rows from its own index, so that every page costs the same.
const statement = {
  name: 'incident-signals',
  text: `with recursive ${lineage},
         next as (
           select distinct on (held.occurred_at, held.signal_id) held.*
             from lineage l cross join lateral (
               select s.* from incident_signals s
                where s.incident_id = l.id and ${notMovedOut}
                  and ($3::text[] is null or s.role = any($3)) and ($4::text[] is null or s.kind = any($4))
                  and ($5::float8 is null or (s.occurred_at, s.signal_id) > (to_timestamp($5 / 1000), $6::uuid))
                order by s.occurred_at, s.signal_id limit $7
             ) held
            order by held.occurred_at, held.signal_id, held.incident_id = l.root desc, held.incident_id
            limit $7
         )
         select ${signalColumns('n', 'g')} from next n left join signals g on g.id = n.signal_id
          order by n.occurred_at, n.signal_id`,
};

const orNull = <Item>(items: readonly Item[] | undefined): readonly Item[] | null =>
  items === undefined || items.length === 0 ? null : items;

/**
 * A part of the signals that are in an incident, by event time. `incidentId` of a row is the incident whose stream says so: this one, or
 * one that it absorbed. Throws `InvalidPositionError`.
 */
export function incidentSignals(
  pool: pg.Pool,
  tenant: string,
  id: string,
  window: Window,
  filters: SignalFilters = {},
): Promise<VersionedSlice<SignalRow> | null> {
  return versioned(pool, tenant, id, async (client) => {
    const { rows } = await client.query<SignalRow>(statement, [
      [id],
      tenant,
      orNull(filters.roles),
      orNull(filters.kinds),
      ...valuesOf(['time', 'uuid'], window.after),
      rowsWanted(window),
    ]);
    return sliceOf(rows, window, ({ occurredAt, signalId }) => [occurredAt, signalId]);
  });
}
