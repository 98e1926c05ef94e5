import { type ChangeSuspect, type ServiceSuspect } from '@throughline/contracts';
import { type IncidentRow } from '@throughline/read-models-projections';
import { z } from 'zod';
import {
  count,
  decidedBy,
  evidence,
  evidenceOf,
  id,
  iso,
  isoOrNull,
  named,
  pageOf,
  severity,
  time,
  unit,
} from './parts.js';

export const incidentStatuses = ['open', 'acknowledged', 'mitigated', 'resolved', 'merged'] as const;

export const incidentStatus = named('IncidentStatus', z.enum(incidentStatuses));

const counts = named(
  'SignalCounts',
  z
    .strictObject({
      alerts: count.describe('Alerts that joined while firing'),
      logs: count,
      resolutions: count.describe('Alerts that reported an episode resolved'),
      repeats: count.describe('Further reports of episodes that it has'),
      late: count.describe('Of all that joined, those that came behind the watermark'),
    })
    .describe('The signals that it holds, each once'),
);

const fields = {
  id,
  environment: z.string(),
  scope: z.string().describe('The boundary inside which its signals were correlated'),
  status: incidentStatus,
  severity,
  title: z.string().describe('It may hold ingested text: escape it'),
  onsetAt: time.describe('Earliest event time of its founding signals'),
  openedAt: time.describe('Event time at which it was opened'),
  acknowledgedAt: time.nullable(),
  mitigatedAt: time.nullable(),
  resolvedAt: time.nullable(),
  updatedAt: time.describe('When its last event was decided'),
  services: z.array(z.string()).describe('Affected services, by name'),
  counts,
  recurrenceOf: id.nullable().describe('An earlier incident of the same kind'),
  mergedInto: id.nullable().describe('Where to look now'),
  version: z.int().min(1).describe('Version of its stream of events; the ETag moves with it'),
};

const best = 3;

export const incidentItem = named(
  'IncidentItem',
  z
    .strictObject({
      ...fields,
      suspects: z
        .strictObject({
          changes: z.array(
            z.strictObject({
              changeId: z.string(),
              service: z.string().nullable(),
              title: z.string(),
              score: unit,
            }),
          ),
          services: z.array(z.strictObject({ service: z.string(), score: unit })),
        })
        .describe(`Best first, at most ${best} each; the incident itself has them all with their evidence`),
    })
    .describe('An incident in a list'),
);

export const incidentPage = pageOf('IncidentPage', incidentItem);

export const changeSuspect = named(
  'ChangeSuspect',
  z
    .strictObject({
      signalId: id,
      changeId: z.string(),
      kind: z.enum(['deploy', 'config-change']),
      service: z.string().nullable(),
      title: z.string(),
      actor: z.string().nullable(),
      occurredAt: time,
      score: unit,
      evidence: z.array(evidence),
    })
    .describe('A change that may have caused the incident. Never "the cause": a person confirms that'),
);

export const serviceSuspect = named(
  'ServiceSuspect',
  z
    .strictObject({ service: z.string(), score: unit, evidence: z.array(evidence) })
    .describe('A service where it may have begun'),
);

export const incident = named(
  'Incident',
  z
    .strictObject({
      ...fields,
      acknowledgedBy: z.string().nullable(),
      resolvedBy: decidedBy.nullable(),
      severityBy: decidedBy,
      reopenings: count,
      absorbedIds: z.array(id).describe('Incidents that were merged into this one'),
      splitInto: z.array(id).describe('Incidents that signals were moved out to'),
      suspects: z
        .strictObject({ changes: z.array(changeSuspect), services: z.array(serviceSuspect) })
        .describe('Best first, at most 10 each'),
      policyVersion: z.string().nullable().describe('Policy of the last decision of the engine'),
      lastEventId: id.describe('The event that this stands on'),
    })
    .describe('An incident, whole but for its lists'),
);

export const incidentChanges = named(
  'IncidentChanges',
  z.strictObject({ items: z.array(changeSuspect) }).describe('Suspected changes, best first, at most 10'),
);

export const changeOf = (change: ChangeSuspect): z.output<typeof changeSuspect> => ({
  signalId: change.signalId,
  changeId: change.changeId,
  kind: change.kind,
  service: change.service,
  title: change.title,
  actor: change.actor,
  occurredAt: iso(change.occurredAt),
  score: change.score,
  evidence: change.evidence.map(evidenceOf),
});

const serviceOf = ({
  service,
  score,
  evidence: reasons,
}: ServiceSuspect): z.output<typeof serviceSuspect> => ({
  service,
  score,
  evidence: reasons.map(evidenceOf),
});

const fieldsOf = (row: IncidentRow) => ({
  id: row.id,
  environment: row.environment,
  scope: row.scope,
  status: incidentStatus.parse(row.status),
  severity: row.severity,
  title: row.title,
  onsetAt: iso(row.onsetAt),
  openedAt: iso(row.openedAt),
  acknowledgedAt: isoOrNull(row.acknowledgedAt),
  mitigatedAt: isoOrNull(row.mitigatedAt),
  resolvedAt: isoOrNull(row.resolvedAt),
  updatedAt: iso(row.updatedAt),
  services: [...row.services],
  counts: {
    alerts: row.alerts,
    logs: row.logs,
    resolutions: row.resolutions,
    repeats: row.repeats,
    late: row.late,
  },
  recurrenceOf: row.recurrenceOf,
  mergedInto: row.mergedInto,
  version: row.version,
});

export const incidentItemOf = (row: IncidentRow): z.output<typeof incidentItem> => {
  const { changes, services } = row.summary.suspects;
  return {
    ...fieldsOf(row),
    suspects: {
      changes: changes
        .slice(0, best)
        .map(({ changeId, service, title, score }) => ({ changeId, service, title, score })),
      services: services.slice(0, best).map(({ service, score }) => ({ service, score })),
    },
  };
};

export const incidentOf = (row: IncidentRow): z.output<typeof incident> => {
  const { summary } = row;
  return {
    ...fieldsOf(row),
    acknowledgedBy: summary.acknowledgedBy,
    resolvedBy: summary.resolvedBy,
    severityBy: summary.severityBy,
    reopenings: summary.reopenings,
    absorbedIds: [...summary.absorbedIds],
    splitInto: [...summary.splitInto],
    suspects: {
      changes: summary.suspects.changes.map(changeOf),
      services: summary.suspects.services.map(serviceOf),
    },
    policyVersion: summary.policyVersion,
    lastEventId: summary.lastEventId,
  };
};
