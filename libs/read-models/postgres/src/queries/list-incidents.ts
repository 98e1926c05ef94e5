import { type Severity } from '@throughline/contracts';
import { type IncidentStatus } from '@throughline/incidents';
import { queryWords } from '@throughline/read-models-projections';
import { knex, type Knex } from 'knex';
import type pg from 'pg';
import { decodeCursor, encodeCursor, type KeyPart } from './cursor.js';
import { incidentItem, type IncidentItem, itemColumns, type ItemRow } from './incident-item.js';
import { lineageCounts } from './lineage.js';
import { limitOf, type Page, pageOf, type PageOptions } from './page.js';

/** A field, `-` before it for the newest or worst first. */
export type IncidentSort = keyof typeof orders;

export interface IncidentFilter {
  readonly tenant: string;
  /** Any of these; all when absent or empty. */
  readonly status?: readonly IncidentStatus[] | undefined;
  readonly severity?: readonly Severity[] | undefined;
  /** An affected service. */
  readonly service?: string | undefined;
  readonly environment?: string | undefined;
  /** Opened at or after, epoch ms. */
  readonly from?: number | undefined;
  /** Opened before, epoch ms. */
  readonly to?: number | undefined;
  /** Beginnings of words of title, services, environment, suspected changes or id; all must be there. */
  readonly q?: string | undefined;
}

export interface IncidentQuery extends IncidentFilter, PageOptions {
  /** `-openedAt` when absent. */
  readonly sort?: IncidentSort | undefined;
}

interface Order {
  readonly columns: readonly string[];
  readonly parts: readonly KeyPart[];
  readonly key: (row: ItemRow) => readonly (string | number)[];
}

const byTime = (name: 'opened_at' | 'onset_at' | 'updated_at'): Order => ({
  columns: [name, 'id'],
  parts: ['number', 'uuid'],
  key: (row) => [row[name], row.id],
});

const bySeverity: Order = {
  columns: ['severity_weight', 'opened_at', 'id'],
  parts: ['number', 'number', 'uuid'],
  key: (row) => [row.severity_weight, row.opened_at, row.id],
};

const orders = {
  openedAt: byTime('opened_at'),
  '-openedAt': byTime('opened_at'),
  onsetAt: byTime('onset_at'),
  '-onsetAt': byTime('onset_at'),
  updatedAt: byTime('updated_at'),
  '-updatedAt': byTime('updated_at'),
  severity: bySeverity,
  '-severity': bySeverity,
} as const satisfies Record<string, Order>;

export const incidentSorts = Object.keys(orders) as readonly IncidentSort[];

/** Builds statements only: they run on the pool. */
const sql = knex({ client: 'pg' });

const isTime = (column: string): boolean => column.endsWith('_at');

function filtered(filter: IncidentFilter): Knex.QueryBuilder {
  const query = sql('incidents').where('tenant', filter.tenant);
  const { status, severity, service, environment, from, to, q } = filter;
  if (status !== undefined && status.length > 0) void query.whereIn('status', status);
  if (severity !== undefined && severity.length > 0) void query.whereIn('severity', severity);
  if (service !== undefined) void query.whereRaw('services @> array[?]::text[]', [service]);
  if (environment !== undefined) void query.where('environment', environment);
  if (from !== undefined) void query.whereRaw('opened_at >= to_timestamp(?::float8 / 1000)', [from]);
  if (to !== undefined) void query.whereRaw('opened_at < to_timestamp(?::float8 / 1000)', [to]);
  return q === undefined ? query : searched(query, q);
}

/** A query of nothing but punctuation finds nothing. */
function searched(query: Knex.QueryBuilder, q: string): Knex.QueryBuilder {
  const words = queryWords(q);
  if (words.length === 0) return q.trim() === '' ? query : query.whereRaw('false');
  return query.whereRaw('search @@ ?::tsquery', [words.map((word) => `'${word}':*`).join(' & ')]);
}

function after(
  query: Knex.QueryBuilder,
  { columns }: Order,
  direction: string,
  key: readonly (string | number)[],
) {
  const values = columns.map((column) =>
    isTime(column) ? 'to_timestamp(?::float8 / 1000)' : column === 'id' ? '?::uuid' : '?::smallint',
  );
  const comparison = direction === 'desc' ? '<' : '>';
  return query.whereRaw(`(${columns.join(', ')}) ${comparison} (${values.join(', ')})`, key);
}

/**
 * A page of incidents. Orders by `openedAt` and `onsetAt` are stable while incidents arrive and change: each is seen once. In the
 * others an incident that changes meanwhile moves, as it should. Throws `InvalidCursorError`.
 */
export async function listIncidents(pool: pg.Pool, query: IncidentQuery): Promise<Page<IncidentItem>> {
  const sort = query.sort ?? '-openedAt';
  const order: Order = orders[sort];
  const direction = sort.startsWith('-') ? 'desc' : 'asc';
  const limit = limitOf(query);
  const key = decodeCursor(sort, order.parts, query.cursor);
  const selected = filtered(query)
    .select(itemColumns.map((column) => sql.raw(column)))
    .orderByRaw(order.columns.map((column) => `incidents.${column} ${direction}`).join(', '))
    .limit(limit + 1);
  const native = (key === null ? selected : after(selected, order, direction, key)).toSQL().toNative();
  const { rows } = await pool.query<ItemRow>(native.sql, [...native.bindings]);
  const counts = await lineageCounts(pool, query.tenant, rows.slice(0, limit));
  return pageOf(
    rows,
    limit,
    (row) => encodeCursor(sort, order.key(row)),
    (row) => incidentItem(row, counts.get(row.id)),
  );
}

/** How many incidents a list without pages would have. Exact. */
export async function countIncidents(pool: pg.Pool, filter: IncidentFilter): Promise<number> {
  const native = filtered(filter).select(sql.raw('count(*)::integer as count')).toSQL().toNative();
  const { rows } = await pool.query<{ count: number }>(native.sql, [...native.bindings]);
  return rows[0]?.count ?? 0;
}
