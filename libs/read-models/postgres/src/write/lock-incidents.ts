import { type IncidentSummary } from '@throughline/incidents';
import type pg from 'pg';

const statement = {
  name: 'lock-incidents',
  text: `select id, version, summary from incidents where id = any($1::uuid[]) order by id for update`,
};

/** Locks the rows of incidents until the transaction ends, in the order of their ids, and says what they stand on. */
export async function lockIncidents(
  client: pg.ClientBase,
  ids: readonly string[],
): Promise<Map<string, IncidentSummary>> {
  const { rows } = await client.query<{ id: string; summary: IncidentSummary }>(statement, [ids]);
  return new Map(rows.map(({ id, summary }) => [id, summary]));
}
