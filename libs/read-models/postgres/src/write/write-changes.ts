import { type IncidentChanges } from '@throughline/read-models-projections';
import type pg from 'pg';
import { type ReadModelName, readModels } from './read-model.js';
import { rewriteIncidents, writeIncidents, writeServices, writeSignals, writeTimeline } from './tables.js';

const byId = (a: IncidentChanges, b: IncidentChanges): number =>
  a.incident.id < b.incident.id ? -1 : a.incident.id > b.incident.id ? 1 : 0;

/** The models that hang on an incident's row. */
type Part = Exclude<ReadModelName, 'incidents'>;

const parts: readonly Part[] = ['timeline', 'signals', 'services'];

async function clear(client: pg.ClientBase, part: Part, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const { table } = readModels[part];
  await client.query({
    name: `clear-${part}`,
    text: `delete from ${table} where incident_id = any($1::uuid[])`,
    values: [ids],
  });
}

async function insert(client: pg.ClientBase, part: Part, changes: readonly IncidentChanges[]): Promise<void> {
  switch (part) {
    case 'timeline': {
      const rows = changes.flatMap(({ timeline, incident: { tenant } }) =>
        timeline.map((entry) => ({ ...entry, tenant })),
      );
      await writeTimeline(client, rows);
      return;
    }
    case 'signals':
      await writeSignals(
        client,
        changes.flatMap(({ signals }) => signals),
      );
      return;
    case 'services':
      await writeServices(
        client,
        changes.flatMap(({ services }) => services),
      );
  }
}

async function writePart(
  client: pg.ClientBase,
  part: Part,
  changes: readonly IncidentChanges[],
): Promise<void> {
  const complete = changes.filter(({ complete: whole }) => whole);
  await clear(
    client,
    part,
    complete.map(({ incident }) => incident.id),
  );
  await insert(client, part, changes);
}

/**
 * Writes what the events of different incidents changed. Always in the order of the incidents' ids, so that two writers wait for each
 * other and never lock each other out. What somebody else has written for a newer version stays.
 */
export async function writeChanges(
  client: pg.ClientBase,
  changes: readonly IncidentChanges[],
): Promise<void> {
  const ordered = [...changes].sort(byId);
  const written = await writeIncidents(
    client,
    ordered.map(({ incident }) => incident),
  );
  const news = ordered.filter(({ incident }) => written.has(incident.id));
  for (const part of parts) await writePart(client, part, news);
}

/** Writes one model of incidents anew, from complete changes. The caller holds the locks on their rows. */
export async function rewriteModel(
  client: pg.ClientBase,
  model: ReadModelName,
  changes: readonly IncidentChanges[],
): Promise<void> {
  const ordered = [...changes].sort(byId);
  if (model !== 'incidents') return writePart(client, model, ordered);
  await rewriteIncidents(
    client,
    ordered.map(({ incident }) => incident),
  );
}
