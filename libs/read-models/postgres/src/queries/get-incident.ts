import { type IncidentEvent, type IncidentFact } from '@throughline/contracts';
import { asOf, foldIncident, type IncidentView } from '@throughline/incidents';
import type pg from 'pg';
import { type IncidentStore } from '../write/streams.js';
import { type IncidentRow } from '@throughline/read-models-projections';
import { incidentColumns } from './incident-columns.js';
import { withLineage } from './lineage.js';
import { isUuid } from './position.js';
import { consistently } from './slice.js';

const byId = {
  name: 'get-incident',
  text: `select ${incidentColumns.join(', ')} from incidents where id = $1 and tenant = $2`,
};

/** One incident of the tenant; null when there is none. */
export async function getIncident(pool: pg.Pool, tenant: string, id: string): Promise<IncidentRow | null> {
  if (!isUuid(id)) return null;
  return consistently(pool, async (client) => {
    const { rows } = await client.query<IncidentRow>(byId, [id, tenant]);
    return (await withLineage(client, tenant, rows))[0] ?? null;
  });
}

/** Events read at once for a view of the past. */
const pageSize = 1000;

/** Folds one incident as it was known at a moment (epoch ms) from its events; null when it was not known then or is no incident of the tenant. */
export async function getIncidentAsOf(
  store: IncidentStore,
  tenant: string,
  id: string,
  at: number,
): Promise<IncidentView | null> {
  if (!isUuid(id)) return null;
  const known: IncidentEvent[] = [];
  for (;;) {
    const page = await store.readStream<IncidentFact>(id, {
      fromVersion: known.length + 1,
      maxCount: pageSize,
    });
    if (page[0] !== undefined && page[0].tenant !== tenant) return null;
    const then = asOf(page, at);
    known.push(...then);
    if (page.length < pageSize || then.length < page.length) return foldIncident(known);
  }
}
