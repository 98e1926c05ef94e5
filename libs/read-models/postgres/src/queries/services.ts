import type pg from 'pg';
import { valuesOf } from './position.js';
import { ms, rowsWanted, type Slice, sliceOf, type Window } from './slice.js';

/** A service as its incidents show it; incidents that were merged away do not count. Times are event times, epoch ms. */
export interface ServiceView {
  readonly name: string;
  readonly environment: string;
  /** Incidents that it was part of. */
  readonly incidents: number;
  /** Those that are not resolved. */
  readonly openIncidents: number;
  /** The one that was opened last. */
  readonly lastIncidentId: string;
  readonly alerts: number;
  readonly logs: number;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
}

const statement = {
  name: 'services',
  text: `select s.service as name, s.environment,
                count(*) filter (where i.status in ('open', 'acknowledged', 'mitigated'))::integer as "openIncidents",
                count(*)::integer as incidents,
                (array_agg(i.id order by i.opened_at desc, i.id))[1] as "lastIncidentId",
                sum(s.alerts)::integer as alerts, sum(s.logs)::integer as logs,
                ${ms('min(s.first_at)')} as "firstSeenAt", ${ms('max(s.last_at)')} as "lastSeenAt"
           from services_seen s join incidents i on i.id = s.incident_id and i.tenant = s.tenant
          where s.tenant = $1 and i.status <> 'merged'
            and ($2::text is null or s.environment = $2)
            and ($3::text is null or (s.environment, s.service) > ($3, $4))
          group by s.environment, s.service order by s.environment, s.service limit $5`,
};

/** A part of the services that incidents have touched, by environment and name. Throws `InvalidPositionError`. */
export async function services(
  pool: pg.Pool,
  tenant: string,
  window: Window,
  environment?: string,
): Promise<Slice<ServiceView>> {
  const { rows } = await pool.query<ServiceView>(statement, [
    tenant,
    environment ?? null,
    ...valuesOf(['text', 'text'], window.after),
    rowsWanted(window),
  ]);
  return sliceOf(rows, window, (service) => [service.environment, service.name]);
}
