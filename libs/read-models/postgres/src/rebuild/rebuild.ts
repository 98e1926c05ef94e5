import { type IncidentSummary } from '@throughline/incidents';
import { type IncidentChanges, projectStream } from '@throughline/read-models-projections';
import { inTransaction } from '@throughline/storage';
import type pg from 'pg';
import { lockIncidents } from '../write/lock-incidents.js';
import { type ReadModelName, readModelNames, readModels } from '../write/read-model.js';
import { type IncidentStore, readIncidentStream } from '../write/streams.js';
import { rewriteModel, writeChanges } from '../write/write-changes.js';

export interface RebuildProgress {
  readonly done: number;
  /** Streams when it began; those that begin meanwhile are the projector's. */
  readonly total: number;
}

export interface RebuildOptions {
  readonly onProgress?: ((progress: RebuildProgress) => void) | undefined;
}

/** Streams a transaction: it holds their rows' locks, for which the live projector waits. */
const streamsPerTransaction = 20;

const countStreams = `select count(*)::integer as total from events where category = 'incident' and version = 1`;

const nextStreams = `select stream_id as id from events
                      where category = 'incident' and version = 1 and ($1::uuid is null or stream_id > $1)
                      order by stream_id limit $2`;

/**
 * Folds every stream of incidents again, from the event store, into one read model or (`all`) into all of them. Made for a running
 * system: stream by stream under the lock of its row, so that readers never see an empty table and the projector loses nothing;
 * tables that were truncated before fill up again, whoever comes first. Rows that no stream tells are removed.
 */
export async function rebuild(
  pool: pg.Pool,
  store: IncidentStore,
  model: ReadModelName | 'all',
  { onProgress }: RebuildOptions = {},
): Promise<RebuildProgress> {
  const { rows } = await pool.query<{ total: number }>(countStreams);
  const total = rows[0]?.total ?? 0;
  let done = 0;
  let after: string | null = null;
  for (;;) {
    const page: pg.QueryResult<{ id: string }> = await pool.query(nextStreams, [
      after,
      streamsPerTransaction,
    ]);
    const ids = page.rows.map(({ id }) => id);
    if (ids.length === 0) break;
    await inTransaction(pool, (client) => rebuildStreams(client, store, model, ids));
    done += ids.length;
    after = ids.at(-1) ?? null;
    onProgress?.({ done, total: Math.max(done, total) });
  }
  for (const name of modelsOf(model)) await removeOrphans(pool, name);
  return { done, total: done };
}

const modelsOf = (model: ReadModelName | 'all'): readonly ReadModelName[] =>
  model === 'all' ? readModelNames : [model];

async function rebuildStreams(
  client: pg.ClientBase,
  store: IncidentStore,
  model: ReadModelName | 'all',
  ids: readonly string[],
): Promise<void> {
  const known = await lockIncidents(client, ids);
  const rewritten = await foldEach(client, store, known.values());
  for (const name of modelsOf(model)) await rewriteModel(client, name, rewritten);
  // Without its row nothing says how far the other rows of an incident go, so they are all written with it.
  const missing = ids.filter((id) => !known.has(id)).map((id) => ({ id }));
  await writeChanges(client, await foldEach(client, store, missing));
}

/** To the version that a row stands on, so that the models that are not rebuilt stay in step with those that are; else to the end. */
async function foldEach(
  client: pg.ClientBase,
  store: IncidentStore,
  streams: Iterable<Pick<IncidentSummary, 'id'> & { readonly version?: number }>,
): Promise<readonly IncidentChanges[]> {
  const folded: IncidentChanges[] = [];
  for (const { id, version } of streams) {
    const changes = projectStream(await readIncidentStream(store, client, id, 1, version));
    if (changes !== null) folded.push(changes);
  }
  return folded;
}

async function removeOrphans(pool: pg.Pool, model: ReadModelName): Promise<void> {
  const { table, incidentColumn } = readModels[model];
  await pool.query(
    `delete from ${table} as r
      where not exists (select from events e where e.stream_id = r.${incidentColumn} and e.version = 1)`,
  );
}
