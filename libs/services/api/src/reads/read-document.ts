import { type DraftedSection } from '@throughline/contracts';
import { type PostmortemDocument } from '@throughline/postmortems';
import { type Pool } from 'pg';

interface Row {
  readonly id: string;
  readonly incident_id: string;
  readonly tenant: string;
  readonly environment: string;
  readonly scope: string;
  readonly version: number;
  readonly incident_version: number;
  readonly reason: string;
  readonly title: string;
  readonly sections: readonly DraftedSection[];
  readonly drafted_at: Date;
  readonly updated_at: Date;
}

const statement = {
  name: 'api-postmortem',
  text: `select id, incident_id, tenant, environment, scope, version, incident_version, reason, title, sections, drafted_at, updated_at
           from postmortem_documents where incident_id = $1 and tenant = $2 order by drafted_at desc, id limit 1`,
};

/** The post-mortem of an incident of the tenant: the newest, when it has several; null when it has none. */
export const readDocument = async (
  pool: Pool,
  tenant: string,
  incidentId: string,
): Promise<PostmortemDocument | null> => {
  const { rows } = await pool.query<Row>(statement, [incidentId, tenant]);
  const [row] = rows;
  if (row === undefined) return null;
  return {
    id: row.id,
    incidentId: row.incident_id,
    tenant: row.tenant,
    environment: row.environment,
    scope: row.scope,
    version: row.version,
    incidentVersion: row.incident_version,
    status: 'draft',
    title: row.title,
    reason: row.reason,
    sections: row.sections,
    draftedAt: row.drafted_at.getTime(),
    updatedAt: row.updated_at.getTime(),
  };
};
