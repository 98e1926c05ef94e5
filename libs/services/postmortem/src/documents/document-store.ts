import { type PostmortemDocument } from '@throughline/postmortems';
import { withClient } from '@throughline/storage';
import { type ClientBase, type Pool } from 'pg';

type DocumentRow = Omit<PostmortemDocument, 'status'>;

const columns = `id, incident_id as "incidentId", tenant, environment, scope, version, incident_version as "incidentVersion",
  reason, title, sections,
  (extract(epoch from drafted_at) * 1000)::float8 as "draftedAt", (extract(epoch from updated_at) * 1000)::float8 as "updatedAt"`;

const byIncident = {
  name: 'postmortem-of-incident',
  text: `select ${columns} from postmortem_documents where tenant = $1 and incident_id = $2 order by drafted_at, id limit 1`,
};

const byIds = {
  name: 'postmortems-by-id',
  text: `select ${columns} from postmortem_documents where id = any($1::uuid[])`,
};

/** Two who draft for one incident at once take turns. In the order of ids, so that two batches cannot wait for each other. */
const lockEach = {
  name: 'lock-postmortems',
  text: `select pg_advisory_xact_lock(hashtextextended('postmortem:' || id, 0))
           from (select unnest($1::text[]) as id order by 1) as ids`,
};

const upsert = {
  name: 'write-postmortem',
  text: `insert into postmortem_documents
           (id, incident_id, tenant, environment, scope, version, incident_version, reason, title, sections, drafted_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb, to_timestamp($11::float8 / 1000), to_timestamp($12::float8 / 1000))
         on conflict (id) do update
            set version = excluded.version, incident_version = excluded.incident_version, reason = excluded.reason,
                title = excluded.title, sections = excluded.sections, updated_at = excluded.updated_at
          where postmortem_documents.version < excluded.version`,
};

const documentOf = (row: DocumentRow): PostmortemDocument => ({ ...row, status: 'draft' });

/** The documents with these ids, as the caller's transaction sees them. */
export async function readDocuments(
  client: ClientBase,
  ids: readonly string[],
): Promise<ReadonlyMap<string, PostmortemDocument>> {
  const { rows } = await client.query<DocumentRow>(byIds, [ids]);
  return new Map(rows.map((row) => [row.id, documentOf(row)]));
}

/** Until the caller's transaction ends, nobody else drafts these documents. */
export async function lockDocuments(client: ClientBase, ids: readonly string[]): Promise<void> {
  await client.query(lockEach, [ids]);
}

/** Writes the projection of a document's stream; a row that stands on the same or a later version stays. */
export async function writeDocument(client: ClientBase, document: PostmortemDocument): Promise<void> {
  const { id, incidentId, tenant, environment, scope, version, incidentVersion } = document;
  const { reason, title, sections, draftedAt, updatedAt } = document;
  await client.query(upsert, [
    id,
    incidentId,
    tenant,
    environment,
    scope,
    version,
    incidentVersion,
    reason,
    title,
    JSON.stringify(sections),
    draftedAt,
    updatedAt,
  ]);
}

/** The first document of a tenant's incident; null when there is none. */
export function getPostmortem(
  pool: Pool,
  tenant: string,
  incidentId: string,
): Promise<PostmortemDocument | null> {
  return withClient(pool, async (client) => {
    const { rows } = await client.query<DocumentRow>(byIncident, [tenant, incidentId]);
    return rows[0] === undefined ? null : documentOf(rows[0]);
  });
}
