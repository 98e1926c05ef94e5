import type pg from 'pg';
import { type IncidentStore } from '../write/streams.js';
import { getIncident, getIncidentAsOf } from './get-incident.js';
import { getSignal } from './get-signal.js';
import { incidentEvents } from './incident-events.js';
import { incidentSignals, type SignalFilters } from './incident-signals.js';
import { incidentTimeline, type TimelineFilters } from './incident-timeline.js';
import { countIncidents, type IncidentFilters, type IncidentSort, listIncidents } from './list-incidents.js';
import { services } from './services.js';
import { type Window } from './slice.js';

/**
 * The questions on the read models of one database. The tenant comes first in each: what is another one's is not there. Each answer is
 * one consistent view. Lists of an incident and single things are null when there is no such thing. Throws `StorageError`, and
 * `InvalidPositionError` for a window whose position no such list gave out.
 */
export class ReadModels {
  constructor(
    private readonly pool: pg.Pool,
    private readonly store: IncidentStore,
  ) {}

  incidents = (tenant: string, filters: IncidentFilters, sort: IncidentSort, window: Window) =>
    listIncidents(this.pool, tenant, filters, sort, window);

  countIncidents = (tenant: string, filters: IncidentFilters) => countIncidents(this.pool, tenant, filters);

  incident = (tenant: string, id: string) => getIncident(this.pool, tenant, id);

  incidentAsOf = (tenant: string, id: string, at: number) => getIncidentAsOf(this.store, tenant, id, at);

  timeline = (tenant: string, id: string, filters: TimelineFilters, window: Window) =>
    incidentTimeline(this.pool, tenant, id, filters, window);

  incidentSignals = (tenant: string, id: string, window: Window, filters?: SignalFilters) =>
    incidentSignals(this.pool, tenant, id, window, filters);

  incidentEvents = (tenant: string, id: string, window: Window) =>
    incidentEvents(this.pool, this.store, tenant, id, window);

  signal = (tenant: string, id: string) => getSignal(this.pool, tenant, id);

  services = (tenant: string, window: Window, environment?: string) =>
    services(this.pool, tenant, window, environment);
}
