import { type IncidentSummary, type ServiceTally } from '@throughline/incidents';

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
}

/** The rows of an incident that differ from what the summary before told; all of them without one. */
export const serviceRows = (
  summary: IncidentSummary,
  before: IncidentSummary | null,
): readonly ServiceRow[] =>
  Object.entries(summary.tally.services)
    .filter(([service, share]) => !isSame(before?.tally.services[service], share))
    .map(([service, share]) => ({
      incidentId: summary.id,
      tenant: summary.tenant,
      environment: summary.environment,
      service,
      ...share,
    }));

const isSame = (before: ServiceTally | undefined, now: ServiceTally): boolean =>
  before?.alerts === now.alerts &&
  before.logs === now.logs &&
  before.firstAt === now.firstAt &&
  before.lastAt === now.lastAt;
