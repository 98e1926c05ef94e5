import type pg from 'pg';
import { inTransaction } from '@throughline/storage';
import { isUuid, type Position } from './position.js';

/** Which part of a list is wanted. */
export interface Window {
  readonly limit: number;
  readonly after?: Position | undefined;
}

/** A part of a list. */
export interface Slice<Item> {
  readonly items: readonly Item[];
  /** null: there is no more. */
  readonly next: Position | null;
}

/** A part of a list of an incident, and the version of the incident that it stands on. */
export interface VersionedSlice<Item> extends Slice<Item> {
  readonly version: number;
}

/** What no caller needs at once. */
const most = 1000;

/** Rows to ask for: one more than the limit tells whether there is more. */
export const rowsWanted = ({ limit }: Window): number => Math.min(most, Math.max(1, Math.trunc(limit))) + 1;

export function sliceOf<Item>(
  rows: readonly Item[],
  window: Window,
  positionOf: (item: Item) => Position,
): Slice<Item> {
  const items = rows.slice(0, rowsWanted(window) - 1);
  const last = items.at(-1);
  return { items, next: rows.length > items.length && last !== undefined ? positionOf(last) : null };
}

/** Several statements on one state of the database. */
export const consistently = <Answer>(
  pool: pg.Pool,
  read: (client: pg.ClientBase) => Promise<Answer>,
): Promise<Answer> => inTransaction(pool, read, { isolation: 'repeatable read', readOnly: true });

const versionOf = {
  name: 'incident-version',
  text: 'select version from incidents where id = $1 and tenant = $2',
};

/** A list of an incident with the version that it stands on; null when the tenant has no such incident. */
export async function versioned<Item>(
  pool: pg.Pool,
  tenant: string,
  id: string,
  read: (client: pg.ClientBase) => Promise<Slice<Item>>,
): Promise<VersionedSlice<Item> | null> {
  if (!isUuid(id)) return null;
  return consistently(pool, async (client) => {
    const { rows } = await client.query<{ version: number }>(versionOf, [id, tenant]);
    const [incident] = rows;
    return incident === undefined ? null : { ...(await read(client)), version: incident.version };
  });
}

/** SQL of a timestamp as epoch ms. */
export const ms = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8`;
