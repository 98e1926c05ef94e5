import { type TimelineEntry, type TimelineKind } from '@throughline/incidents';
import type pg from 'pg';
import { decodeCursor, encodeCursor, isUuid } from './cursor.js';
import { limitOf, ms, type Page, pageOf, type PageOptions } from './page.js';

export interface TimelineQuery extends PageOptions {
  /** Only these; all when absent or empty. */
  readonly kinds?: readonly TimelineKind[] | undefined;
  /** `asc` when absent: the story from its beginning. */
  readonly order?: 'asc' | 'desc' | undefined;
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

/** A page of an incident's timeline; empty for an unknown incident. Throws `InvalidCursorError`. */
export async function incidentTimeline(
  pool: pg.Pool,
  tenant: string,
  id: string,
  query: TimelineQuery = {},
): Promise<Page<TimelineEntry>> {
  const { kinds = [], order = 'asc' } = query;
  const list = `timeline-${order}`;
  const key = decodeCursor(list, ['number', 'number', 'number'], query.cursor) ?? [null, null, null];
  if (!isUuid(id)) return { items: [], nextCursor: null };
  const limit = limitOf(query);
  const { rows } = await pool.query<TimelineEntry>(statements[order], [
    id,
    tenant,
    kinds.length === 0 ? null : kinds,
    query.asOf ?? null,
    ...key,
    limit + 1,
  ]);
  return pageOf(
    rows,
    limit,
    ({ occurredAt, version, index }) => encodeCursor(list, [occurredAt, version, index]),
    (entry) => entry,
  );
}
