import { type Severity, signalKinds } from '@throughline/contracts';
import { timelineKinds } from '@throughline/incidents';
import { type IncidentSort, incidentSorts } from '@throughline/read-models-postgres';
import { incidentStatuses } from '../representations/incident.js';
import { signalRoles } from '../representations/signal.js';
import {
  choice,
  choices,
  cursor,
  limit,
  moment,
  type Parameters,
  reader,
  text,
  texts,
} from './parameters.js';

const severities = ['critical', 'error', 'warning', 'info'] as const satisfies readonly Severity[];

const sorts = incidentSorts as readonly [IncidentSort, ...IncidentSort[]];

const asOf = moment('As it was known then; now when absent.');

export const incidentsParameters = {
  status: choices(incidentStatuses, 'State.'),
  severity: choices(severities, 'Severity.'),
  service: texts('A service that it affects.'),
  environment: texts('Environment.'),
  from: moment('Opened at or after.'),
  to: moment('Opened before.'),
  q: text('Beginnings of words of title, services, environment, suspected changes or id; all must be there.'),
  sort: choice(sorts, '-openedAt', 'Order; with a dash the newest or worst first.'),
  limit,
  cursor,
} as const satisfies Parameters;

export const incidentParameters = { asOf } as const satisfies Parameters;

export const timelineParameters = {
  asOf,
  kinds: choices(timelineKinds, 'What entries are about.'),
  order: choice(['asc', 'desc'], 'asc', 'Order of event time.'),
  limit,
  cursor,
} as const satisfies Parameters;

export const signalsParameters = {
  roles: choices(signalRoles, 'How they came.'),
  kinds: choices(signalKinds, 'What they are.'),
  limit,
  cursor,
} as const satisfies Parameters;

export const servicesParameters = {
  environment: text('Environment.'),
  limit,
  cursor,
} as const satisfies Parameters;

export const pageParameters = { limit, cursor } as const satisfies Parameters;

export const noParameters = {} as const satisfies Parameters;

export const incidentsQuery = reader(incidentsParameters);
export const incidentQuery = reader(incidentParameters);
export const timelineQuery = reader(timelineParameters);
export const signalsQuery = reader(signalsParameters);
export const servicesQuery = reader(servicesParameters);
export const pageQuery = reader(pageParameters);
export const noQuery = reader(noParameters);
