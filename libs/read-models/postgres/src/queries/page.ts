/** A part of a list. `nextCursor` is null at its end. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

export interface PageOptions {
  /** Items at most; 50 when absent, never more than 500. */
  readonly limit?: number | undefined;
  readonly cursor?: string | null | undefined;
}

const usual = 50;
const most = 500;

export const limitOf = ({ limit = usual }: PageOptions): number =>
  Math.min(most, Math.max(1, Math.trunc(limit)));

/** A page from rows of which one more than the limit was asked for: so one knows whether there is more. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (row: Row) => string,
  itemOf: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const nextCursor = rows.length > limit && last !== undefined ? cursorOf(last) : null;
  return { items: shown.map(itemOf), nextCursor };
}

/** SQL of a timestamp as epoch ms. */
export const ms = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8`;
