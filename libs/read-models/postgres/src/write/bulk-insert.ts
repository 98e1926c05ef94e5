import type pg from 'pg';
import { type Column } from './columns.js';

export interface Insert<Row> {
  /** Name of the prepared statement. */
  readonly name: string;
  readonly table: string;
  readonly columns: readonly Column<Row>[];
  /** The `on conflict` clause; may end in `returning … as key`. */
  readonly onConflict: string;
}

/** Rows a statement: more cost memory and win nothing. */
const rowsPerStatement = 500;

function statement<Row>({ table, columns, onConflict }: Insert<Row>): string {
  const names = columns.map(({ name }) => `"${name}"`);
  const parameters = columns.map(({ type }, index) => `$${index + 1}::${type}[]`);
  const values = columns.map(({ from }, index) => (from ?? String)(names[index] ?? ''));
  return `insert into ${table} (${names.join(', ')})
          select ${values.join(', ')} from unnest(${parameters.join(', ')}) as given (${names.join(', ')})
          ${onConflict}`;
}

/** A writer of rows by `unnest`, one prepared statement however many rows there are. Resolves with the returned keys. */
export function bulkInsert<Row>(
  insert: Insert<Row>,
): (client: pg.ClientBase, rows: readonly Row[]) => Promise<Set<string>> {
  const prepared = { name: insert.name, text: statement(insert) };
  return async (client, rows) => {
    const keys = new Set<string>();
    for (let from = 0; from < rows.length; from += rowsPerStatement) {
      const slice = rows.slice(from, from + rowsPerStatement);
      const values = insert.columns.map(({ value }) => slice.map(value));
      const result = await client.query<{ key?: string }>(prepared, values);
      for (const { key } of result.rows) if (key !== undefined) keys.add(key);
    }
    return keys;
  };
}

/** `set` clause that takes every column but the key from the new row. */
export const takingAll = <Row>(columns: readonly Column<Row>[], key: readonly string[]): string =>
  columns
    .filter(({ name }) => !key.includes(name))
    .map(({ name }) => `"${name}" = excluded."${name}"`)
    .join(', ');
