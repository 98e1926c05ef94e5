import type pg from 'pg';
import { type ReadModelName, readModels } from '../write/read-model.js';

/**
 * A hash of the content of a read model: equal for the same rows, in whatever order they were written or lie. In one pass and without
 * memory for the rows, because it adds the hashes of the rows up.
 */
export async function projectionHash(pool: pg.ClientBase | pg.Pool, model: ReadModelName): Promise<string> {
  const { rows } = await pool.query<{ hash: string }>(
    `select count(*) || ':' || coalesce(sum(('x' || left(md5(r::text), 16))::bit(64)::bigint::numeric), 0) as hash
       from ${readModels[model].table} as r`,
  );
  return rows[0]?.hash ?? '';
}
