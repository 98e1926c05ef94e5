import { type ProblemCode } from '@throughline/platform';
import { type z } from 'zod';
import { eventPage } from '../representations/event.js';
import { incident, incidentChanges, incidentPage } from '../representations/incident.js';
import { postmortem } from '../representations/postmortem.js';
import { health } from '../representations/problem.js';
import { servicePage } from '../representations/service.js';
import { explainedSignal, incidentSignalPage } from '../representations/signal.js';
import { timelinePage } from '../representations/timeline.js';
import {
  incidentParameters,
  incidentsParameters,
  noParameters,
  pageParameters,
  servicesParameters,
  signalsParameters,
  timelineParameters,
} from '../requests/queries.js';
import { type Parameters } from '../requests/parameters.js';

/** One operation of the API, all of them GET. The document, the refusal of other methods and the tests read this table. */
export interface Operation {
  readonly id: string;
  /** With `{name}` for path parameters. */
  readonly path: string;
  readonly summary: string;
  readonly tag: 'incidents' | 'signals' | 'services' | 'operations';
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly query: Parameters;
  /** By content type; a string is a description of what has no schema. */
  readonly answers: Readonly<Record<string, z.ZodType | string>>;
  /** Further statuses that answer with the same schema, e.g. 503 of health. */
  readonly alsoStatus?: Readonly<Record<number, string>>;
  readonly problems: readonly ProblemCode[];
  readonly secured: boolean;
  /** Whether it has an ETag and answers 304. */
  readonly conditional: boolean;
}

const ofIncident = { incidentId: 'Id of the incident' };

const secured = {
  secured: true,
  conditional: false,
  query: noParameters,
  pathParameters: {},
  problems: ['invalid-request', 'unauthorized', 'not-acceptable', 'internal', 'unavailable', 'query-timeout'],
} as const satisfies Partial<Operation>;

const incidents = {
  ...secured,
  tag: 'incidents',
  conditional: true,
  pathParameters: ofIncident,
  problems: [...secured.problems, 'not-found'],
} as const satisfies Partial<Operation>;

const open = {
  secured: false,
  conditional: false,
  tag: 'operations',
  query: noParameters,
  pathParameters: {},
  problems: ['internal'],
} as const satisfies Partial<Operation>;

export const operations: readonly Operation[] = [
  {
    ...incidents,
    id: 'listIncidents',
    path: '/v1/incidents',
    summary: 'Incidents, filtered and in order',
    conditional: false,
    pathParameters: {},
    problems: secured.problems,
    query: incidentsParameters,
    answers: { 'application/json': incidentPage },
  },
  {
    ...incidents,
    id: 'getIncident',
    path: '/v1/incidents/{incidentId}',
    summary: 'One incident with its suspects',
    query: incidentParameters,
    answers: { 'application/json': incident },
  },
  {
    ...incidents,
    id: 'getIncidentTimeline',
    path: '/v1/incidents/{incidentId}/timeline',
    summary: 'Its story in order of event time, each entry citing its event',
    query: timelineParameters,
    answers: { 'application/json': timelinePage },
  },
  {
    ...incidents,
    id: 'listIncidentSignals',
    path: '/v1/incidents/{incidentId}/signals',
    summary: 'Its signals, each with why it belongs',
    query: signalsParameters,
    answers: { 'application/json': incidentSignalPage },
  },
  {
    ...incidents,
    id: 'listIncidentEvents',
    path: '/v1/incidents/{incidentId}/events',
    summary: 'Its events as stored, in order of version',
    query: pageParameters,
    answers: { 'application/json': eventPage },
  },
  {
    ...incidents,
    id: 'listIncidentChanges',
    path: '/v1/incidents/{incidentId}/changes',
    summary: 'Changes suspected of having caused it, best first',
    query: incidentParameters,
    answers: { 'application/json': incidentChanges },
  },
  {
    ...incidents,
    id: 'getIncidentPostmortem',
    path: '/v1/incidents/{incidentId}/postmortem',
    summary: 'Its post-mortem draft',
    answers: { 'application/json': postmortem, 'text/markdown': 'The draft as Markdown' },
    problems: [...incidents.problems, 'no-postmortem'],
  },
  {
    ...secured,
    id: 'getSignal',
    path: '/v1/signals/{signalId}',
    tag: 'signals',
    summary: 'One signal: which incident it is in and why, or why in none',
    pathParameters: { signalId: 'Id of the signal' },
    problems: [...secured.problems, 'not-found'],
    answers: { 'application/json': explainedSignal },
  },
  {
    ...secured,
    id: 'listServices',
    path: '/v1/services',
    tag: 'services',
    summary: 'Services that incidents have touched, by environment and name',
    query: servicesParameters,
    answers: { 'application/json': servicePage },
  },
  {
    ...open,
    id: 'getLiveness',
    path: '/health/live',
    summary: 'Whether the process needs no restart',
    answers: { 'application/json': health },
    alsoStatus: { 503: 'It needs one' },
  },
  {
    ...open,
    id: 'getReadiness',
    path: '/health/ready',
    summary: 'Whether every consumer lives and every server answers',
    answers: { 'application/json': health },
    alsoStatus: { 503: 'A part is down; it says which' },
  },
  {
    ...open,
    id: 'getMetrics',
    path: '/metrics',
    summary: 'Metrics for Prometheus',
    answers: { 'text/plain': "Prometheus' text format" },
  },
  {
    ...open,
    id: 'getOpenApi',
    path: '/openapi.json',
    summary: 'This document',
    answers: { 'application/json': 'An OpenAPI 3.1 document' },
  },
];
