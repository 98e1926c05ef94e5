/** How one column is sent: its PostgreSQL type in `unnest`, and what a row says there. */
export interface Column<Row> {
  readonly name: string;
  /** Type of the parameter's elements. */
  readonly type: 'text' | 'uuid' | 'integer' | 'bigint' | 'smallint' | 'float8';
  /** Expression of the value from `unnest`'s column; the column itself when absent. */
  readonly from?: (column: string) => string;
  readonly value: (row: Row) => string | number | null;
}

const seconds = (column: string): string => `to_timestamp(${column} / 1000)`;

/** Epoch ms. */
export const time = <Row>(name: string, value: (row: Row) => number | null): Column<Row> => ({
  name,
  type: 'float8',
  from: seconds,
  value,
});

export const json = <Row>(name: string, value: (row: Row) => unknown): Column<Row> => ({
  name,
  type: 'text',
  from: (column) => `${column}::jsonb`,
  value: (row) => JSON.stringify(value(row)),
});

export const text = <Row>(name: string, value: (row: Row) => string | null): Column<Row> => ({
  name,
  type: 'text',
  value,
});

export const uuid = <Row>(name: string, value: (row: Row) => string | null): Column<Row> => ({
  name,
  type: 'uuid',
  value,
});

export const integer = <Row>(name: string, value: (row: Row) => number): Column<Row> => ({
  name,
  type: 'integer',
  value,
});
