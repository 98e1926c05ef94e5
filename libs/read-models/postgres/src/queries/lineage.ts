import type pg from 'pg';
import { type IncidentRow } from '@throughline/read-models-projections';
import { recounted, type SignalCounts } from './incident-columns.js';

/**
 * An incident and all that were absorbed by it, directly or not: `lineage (root, id)` for the incidents of `$1`, of the tenant `$2`.
 * What an absorbed incident's stream tells stays with its own rows, and is the survivor's by this.
 */
export const lineage = `lineage (root, id) as (
    select i.id, i.id from incidents i where i.id = any($1::uuid[]) and i.tenant = $2
    union
    select l.root, i.id from lineage l join incidents i on i.merged_into = l.id and i.tenant = $2
  )`;

/** Nothing of the lineage says of a signal `s` that it was moved out. */
export const notMovedOut = `s.moved_to is null and not exists (
    select from incident_signals m join lineage g on g.id = m.incident_id
     where m.signal_id = s.signal_id and m.moved_to is not null and g.root = l.root)`;

const counting = {
  name: 'count-lineage',
  text: `with recursive ${lineage},
         held as (
           select distinct on (l.root, s.signal_id) l.root, s.role, s.kind
             from lineage l join incident_signals s on s.incident_id = l.id
            where ${notMovedOut}
            order by l.root, s.signal_id, s.incident_id = l.root desc, s.incident_id
         ),
         late as (
           select l.root, count(distinct s.signal_id)::integer as late
             from lineage l join incident_signals s on s.incident_id = l.id
            where s.role = 'late' and ${notMovedOut} group by l.root
         )
         select held.root as id, coalesce(max(late.late), 0) as late,
                count(*) filter (where role in ('member', 'late') and kind = 'alert')::integer as alerts,
                count(*) filter (where role in ('member', 'late') and kind = 'log')::integer as logs,
                count(*) filter (where role in ('member', 'late') and kind not in ('alert', 'log'))::integer as changes,
                count(*) filter (where role = 'resolution')::integer as resolutions,
                count(*) filter (where role = 'repeat')::integer as repeats
           from held left join late on late.root = held.root group by held.root`,
};

/** The rows with the signals of what they absorbed counted too: their own streams tell only what joined them. */
export async function withLineage(
  client: pg.ClientBase,
  tenant: string,
  rows: readonly IncidentRow[],
): Promise<readonly IncidentRow[]> {
  const survivors = rows.filter(({ summary }) => summary.absorbedIds.length > 0).map(({ id }) => id);
  if (survivors.length === 0) return rows;
  const result = await client.query<SignalCounts & { id: string }>(counting, [survivors, tenant]);
  const counts = new Map(result.rows.map(({ id, ...counted }) => [id, counted]));
  return rows.map((row) => recounted(row, counts.get(row.id)));
}
