import { type Slice, type Window } from '@throughline/read-models-postgres';
import { decodeCursor, encodeCursor } from '../requests/cursor.js';

export interface Paging {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** What to read for a page. Throws `invalid-request` for a cursor of another list. */
export const windowOf = (key: string, { limit, cursor }: Paging): Window => ({
  limit,
  ...(cursor !== undefined && { after: decodeCursor(key, cursor) }),
});

/** A page as it is sent. */
export const page = <Row, Item>(
  key: string,
  { items, next }: Slice<Row>,
  present: (row: Row) => Item,
): { items: Item[]; next: string | null } => ({
  items: items.map(present),
  next: next === null ? null : encodeCursor(key, next),
});
