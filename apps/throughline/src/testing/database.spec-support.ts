import pg from 'pg';

/** The database of a scope, read past everything that serves it. */
export class Database {
  private readonly pool: pg.Pool;

  constructor(databaseUrl: string) {
    this.pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
    // A server that goes before us ends idle connections outside of any query.
    this.pool.on('error', () => undefined);
  }

  async rows<Row extends pg.QueryResultRow>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.pool.query<Row>(sql, [...values])).rows;
  }

  /** The first column of the only row, as a number. */
  async count(sql: string): Promise<number> {
    const [row] = await this.rows(`select (${sql})::float8 as n`);
    return Number(row?.n);
  }

  /** How many rows the tables hold of each way that an input record can end. */
  async outcomes(): Promise<{ stored: number; duplicate: number; deadLettered: number }> {
    return {
      stored: await this.count('select count(*) from signals'),
      duplicate: await this.count('select count(*) from duplicate_signals'),
      deadLettered: await this.count('select count(*) from dead_letters'),
    };
  }

  /** Tables of which a row, written as text, holds the given text. */
  async tablesWith(text: string): Promise<string[]> {
    const tables = await this.rows<{ name: string }>(
      "select tablename as name from pg_tables where schemaname = 'public'",
    );
    const found: string[] = [];
    for (const { name } of tables) {
      const hits = await this.rows(`select 1 from "${name}" t where strpos(t::text, $1) > 0 limit 1`, [text]);
      if (hits.length > 0) found.push(name);
    }
    return found;
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}
