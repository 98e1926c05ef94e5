import { type ServiceView } from '@throughline/read-models-postgres';
import { z } from 'zod';
import { count, id, iso, named, pageOf, time } from './parts.js';

export const service = named(
  'Service',
  z
    .strictObject({
      name: z.string(),
      environment: z.string(),
      incidents: count.describe('All that it was part of, but for those that were merged away'),
      openIncidents: count.describe('Those that are not resolved'),
      lastIncidentId: id.describe('The one that was opened last'),
      alerts: count,
      logs: count,
      firstSeenAt: time,
      lastSeenAt: time,
    })
    .describe('A service as its incidents show it'),
);

export const servicePage = pageOf('ServicePage', service);

export const serviceOf = (view: ServiceView): z.output<typeof service> => ({
  name: view.name,
  environment: view.environment,
  incidents: view.incidents,
  openIncidents: view.openIncidents,
  lastIncidentId: view.lastIncidentId,
  alerts: view.alerts,
  logs: view.logs,
  firstSeenAt: iso(view.firstSeenAt),
  lastSeenAt: iso(view.lastSeenAt),
});
