import { type Severity } from '@throughline/contracts';
import { type IncidentStatus } from '@throughline/incidents';
import { type IncidentRow, queryWords } from '@throughline/read-models-projections';
import knex, { type Knex } from 'knex';
import type pg from 'pg';
import { incidentColumns } from './incident-columns.js';
import { withLineage } from './lineage.js';
import { type Position, type PositionPart, valuesOf } from './position.js';
import { consistently, rowsWanted, type Slice, sliceOf, type Window } from './slice.js';

/** A field, `-` before it for the newest or worst first. */
export type IncidentSort = keyof typeof orders;

/** Absent filters do not filter; several values of one are alternatives. Times are epoch ms. */
export interface IncidentFilters {
  readonly status?: readonly IncidentStatus[] | undefined;
  readonly severity?: readonly Severity[] | undefined;
  /** Affected services. */
  readonly service?: readonly string[] | undefined;
  readonly environment?: readonly string[] | undefined;
  /** Opened at or after. */
  readonly from?: number | undefined;
  /** Opened before. */
  readonly to?: number | undefined;
  /** Beginnings of words of title, services, environment, suspected changes or id; all must be there. */
  readonly q?: string | undefined;
}

interface Order {
  readonly columns: readonly string[];
  readonly parts: readonly PositionPart[];
  readonly key: (row: IncidentRow) => Position;
}

const byTime = (column: string, field: 'openedAt' | 'onsetAt' | 'updatedAt'): Order => ({
  columns: [column, 'id'],
  parts: ['time', 'uuid'],
  key: (row) => [row[field], row.id],
});

const bySeverity: Order = {
  columns: ['severity_weight', 'opened_at', 'id'],
  parts: ['integer', 'time', 'uuid'],
  key: (row) => [row.severityWeight, row.openedAt, row.id],
};

const orders = {
  openedAt: byTime('opened_at', 'openedAt'),
  '-openedAt': byTime('opened_at', 'openedAt'),
  onsetAt: byTime('onset_at', 'onsetAt'),
  '-onsetAt': byTime('onset_at', 'onsetAt'),
  updatedAt: byTime('updated_at', 'updatedAt'),
  '-updatedAt': byTime('updated_at', 'updatedAt'),
  severity: bySeverity,
  '-severity': bySeverity,
} as const satisfies Record<string, Order>;

export const incidentSorts = Object.keys(orders) as readonly IncidentSort[];

/** Builds statements only: they run on the pool. */
const sql = knex.knex({ client: 'pg' });

const anyOf = (values: readonly string[] | undefined): readonly string[] | null =>
  values === undefined || values.length === 0 ? null : values;

function filtered(tenant: string, filters: IncidentFilters): Knex.QueryBuilder {
  const query = sql('incidents').where('tenant', tenant);
  for (const column of ['status', 'severity', 'environment'] as const) {
    const values = anyOf(filters[column]);
    if (values !== null) void query.whereIn(column, values);
  }
  const services = anyOf(filters.service);
  if (services !== null) void query.whereRaw('services && ?::text[]', [[...services]]);
  const { from, to, q } = filters;
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

const bindings = {
  time: 'to_timestamp(?::float8 / 1000)',
  integer: '?::integer',
  uuid: '?::uuid',
  text: '?',
} as const satisfies Record<PositionPart, string>;

/** Rows behind a position: one comparison of the whole key, which the index of the order answers at once. */
function behind(
  query: Knex.QueryBuilder,
  { columns, parts }: Order,
  direction: 'asc' | 'desc',
  after: Position | undefined,
): Knex.QueryBuilder {
  const values = valuesOf(parts, after);
  if (after === undefined) return query;
  const comparison = direction === 'desc' ? '<' : '>';
  const key = parts.map((part) => bindings[part]).join(', ');
  return query.whereRaw(
    `(${columns.join(', ')}) ${comparison} (${key})`,
    values.filter((value) => value !== null),
  );
}

/**
 * A part of the tenant's incidents. Orders by `openedAt` and `onsetAt` are stable while incidents arrive and change: each is seen
 * once. In the others an incident that changes meanwhile moves, as it should. Throws `InvalidPositionError`.
 */
export async function listIncidents(
  pool: pg.Pool,
  tenant: string,
  filters: IncidentFilters,
  sort: IncidentSort,
  window: Window,
): Promise<Slice<IncidentRow>> {
  const order: Order = orders[sort];
  const direction = sort.startsWith('-') ? 'desc' : 'asc';
  const query = behind(filtered(tenant, filters), order, direction, window.after)
    .select(incidentColumns.map((column) => sql.raw(column)))
    .orderByRaw(order.columns.map((column) => `incidents.${column} ${direction}`).join(', '))
    .limit(rowsWanted(window));
  const native = query.toSQL().toNative();
  return consistently(pool, async (client) => {
    const { rows } = await client.query<IncidentRow>(native.sql, [...native.bindings]);
    const slice = sliceOf(rows, window, order.key);
    return { ...slice, items: await withLineage(client, tenant, slice.items) };
  });
}

/** How many incidents pass the filters. Exact. */
export async function countIncidents(
  pool: pg.Pool,
  tenant: string,
  filters: IncidentFilters,
): Promise<number> {
  const native = filtered(tenant, filters).select(sql.raw('count(*)::integer as count')).toSQL().toNative();
  const { rows } = await pool.query<{ count: number }>(native.sql, [...native.bindings]);
  return rows[0]?.count ?? 0;
}
