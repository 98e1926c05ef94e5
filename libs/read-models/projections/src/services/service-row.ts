import { type IncidentSummary } from '@throughline/incidents';

/** One row of `services_seen`: a service's share of an incident. Times are event times, epoch ms. */
export interface ServiceRow {
  readonly incidentId: string;
  readonly tenant: string;
  readonly environment: string;
  readonly service: string;
  readonly alerts: number;
  readonly logs: number;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly version: number;
}

/** All rows of an incident. */
export const serviceRows = (summary: IncidentSummary): readonly ServiceRow[] =>
  Object.entries(summary.tally.services).map(([service, share]) => ({
    incidentId: summary.id,
    tenant: summary.tenant,
    environment: summary.environment,
    service,
    ...share,
    version: summary.version,
  }));
