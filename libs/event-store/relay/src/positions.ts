import { categories, type Category, type Position } from '@throughline/event-store-port';
import { withClient } from '@throughline/storage';
import type pg from 'pg';
import { lockKey } from './lock-key.js';

/** Up to where a category was published; null before the first event. */
export async function readPosition(pool: pg.Pool, category: Category): Promise<Position | null> {
  const { rows } = await withClient(pool, (client) =>
    client.query<{ transaction_id: string; global_position: number }>(
      `select transaction_id::text, global_position::float8 as global_position from relay_positions where category = $1`,
      [category],
    ),
  );
  const row = rows[0];
  return row === undefined
    ? null
    : { transactionId: row.transaction_id, globalPosition: row.global_position };
}

/** By compare-and-set: false when somebody else has moved it. */
export async function movePosition(
  pool: pg.Pool,
  category: Category,
  expected: Position | null,
  next: Position,
): Promise<boolean> {
  const place = [category, next.transactionId, next.globalPosition];
  const { rowCount } = await withClient(pool, (client) =>
    expected === null
      ? client.query(insertPosition, place)
      : client.query(updatePosition, [...place, expected.transactionId, expected.globalPosition]),
  );
  return rowCount === 1;
}

const insertPosition = `insert into relay_positions (category, transaction_id, global_position)
  values ($1, $2::xid8, $3::bigint) on conflict do nothing`;

const updatePosition = `update relay_positions set transaction_id = $2::xid8, global_position = $3::bigint
  where category = $1 and transaction_id = $4::xid8 and global_position = $5::bigint`;

/** Events below the horizon that are not yet published, by category. From the tables, so that any process may ask. */
export async function readRelayLag(pool: pg.Pool): Promise<Readonly<Record<Category, number>>> {
  const { rows } = await withClient(pool, (client) =>
    client.query<{ category: Category; lag: number }>(selectLag, [categories]),
  );
  const lags = new Map(rows.map(({ category, lag }) => [category, lag]));
  return Object.fromEntries(categories.map((category) => [category, lags.get(category) ?? 0])) as Record<
    Category,
    number
  >;
}

const selectLag = `
  select wanted.category, unpublished.lag
    from unnest($1::text[]) as wanted (category)
    left join relay_positions p on p.category = wanted.category
   cross join lateral (
     select count(*)::float8 as lag from events e
      where e.category = wanted.category
        and (e.transaction_id, e.global_position) > (coalesce(p.transaction_id, '0'::xid8), coalesce(p.global_position, 0))
        and e.transaction_id < pg_snapshot_xmin(pg_current_snapshot())) as unpublished`;

/** Whether some relay, in any process, holds the right to publish. */
export async function isRelayActive(pool: pg.Pool): Promise<boolean> {
  const { rows } = await withClient(pool, (client) =>
    client.query<{ active: boolean }>(selectActive, [lockKey]),
  );
  return rows[0]?.active === true;
}

const selectActive = `select exists (
  select from pg_locks
   where locktype = 'advisory' and granted and classid = 0 and objid = $1::bigint::oid
     and database = (select oid from pg_database where datname = current_database())) as active`;
