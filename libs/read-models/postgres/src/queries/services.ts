import type pg from 'pg';
import { decodeCursor, encodeCursor } from './cursor.js';
import { limitOf, ms, type Page, pageOf, type PageOptions } from './page.js';

/** A service as its incidents show it; incidents that were merged away do not count. Times are event times, epoch ms. */
export interface ServiceView {
  readonly service: string;
  readonly environment: string;
  /** Incidents that are not resolved. */
  readonly openIncidents: number;
  readonly totalIncidents: number;
  /** The one that was opened last. */
  readonly lastIncidentId: string;
  readonly lastIncidentAt: number;
  readonly alerts: number;
  readonly logs: number;
  readonly lastSignalAt: number;
}

export interface ServicesQuery extends PageOptions {
  readonly tenant: string;
  readonly environment?: string | undefined;
}

const statement = {
  name: 'services',
  text: `select s.service, s.environment,
                count(*) filter (where i.status in ('open', 'acknowledged', 'mitigated'))::integer as "openIncidents",
                count(*)::integer as "totalIncidents",
                (array_agg(i.id order by i.opened_at desc, i.id))[1] as "lastIncidentId",
                ${ms('max(i.opened_at)')} as "lastIncidentAt",
                sum(s.alerts)::integer as alerts, sum(s.logs)::integer as logs,
                ${ms('max(s.last_at)')} as "lastSignalAt"
           from services_seen s join incidents i on i.id = s.incident_id and i.tenant = s.tenant
          where s.tenant = $1 and i.status <> 'merged'
            and ($2::text is null or s.environment = $2)
            and ($3::text is null or (s.environment, s.service) > ($3, $4))
          group by s.environment, s.service order by s.environment, s.service limit $5`,
};

/** A page of the services that incidents have shown, by environment and name. Throws `InvalidCursorError`. */
export async function services(pool: pg.Pool, query: ServicesQuery): Promise<Page<ServiceView>> {
  const key = decodeCursor('services', ['text', 'text'], query.cursor) ?? [null, null];
  const limit = limitOf(query);
  const { rows } = await pool.query<ServiceView>(statement, [
    query.tenant,
    query.environment ?? null,
    ...key,
    limit + 1,
  ]);
  return pageOf(
    rows,
    limit,
    ({ environment, service }) => encodeCursor('services', [environment, service]),
    (view) => view,
  );
}
