import type pg from 'pg';
import { type IncidentStore } from '../write/streams.js';
import { type PageOptions } from './page.js';
import { getIncident, getIncidentAsOf } from './get-incident.js';
import { getSignal } from './get-signal.js';
import { incidentEvents } from './incident-events.js';
import { incidentSignals, type SignalsQuery } from './incident-signals.js';
import { incidentTimeline, type TimelineQuery } from './incident-timeline.js';
import { countIncidents, type IncidentFilter, type IncidentQuery, listIncidents } from './list-incidents.js';
import { services, type ServicesQuery } from './services.js';

/** The queries of the API on one database. Each takes the tenant: what is another one's does not exist. */
export class ReadModels {
  constructor(
    private readonly pool: pg.Pool,
    private readonly store: IncidentStore,
  ) {}

  listIncidents = (query: IncidentQuery) => listIncidents(this.pool, query);
  countIncidents = (filter: IncidentFilter) => countIncidents(this.pool, filter);
  getIncident = (tenant: string, id: string) => getIncident(this.pool, tenant, id);
  getIncidentAsOf = (tenant: string, id: string, at: number) => getIncidentAsOf(this.store, tenant, id, at);
  incidentTimeline = (tenant: string, id: string, query?: TimelineQuery) =>
    incidentTimeline(this.pool, tenant, id, query);
  incidentSignals = (tenant: string, id: string, query?: SignalsQuery) =>
    incidentSignals(this.pool, tenant, id, query);
  incidentEvents = (tenant: string, id: string, query?: PageOptions) =>
    incidentEvents(this.store, tenant, id, query);
  getSignal = (tenant: string, id: string) => getSignal(this.pool, tenant, id);
  services = (query: ServicesQuery) => services(this.pool, query);
}
