import { type Link, type Signal, signalKinds } from '@throughline/contracts';
import { z } from 'zod';
import { type SignalRole, type SignalRow } from '@throughline/read-models-projections';
import { type Membership, type SignalDecision } from '@throughline/read-models-postgres';
import {
  count,
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

export const signalKind = named('SignalKind', z.enum(signalKinds));

const labels = z.record(z.string(), z.string());

export const signalRoles = [
  'member',
  'late',
  'resolution',
  'repeat',
] as const satisfies readonly SignalRole[];

export const signalRole = named(
  'SignalRole',
  z
    .enum(signalRoles)
    .describe(
      'How it came: in time, behind the watermark, as the end of an episode, or as a repetition of one',
    ),
);

export const incidentSignal = named(
  'IncidentSignal',
  z
    .strictObject({
      signalId: id,
      role: signalRole,
      kind: signalKind,
      service: z.string().nullable(),
      source: z.string().nullable(),
      fingerprint: z.string(),
      name: z.string().nullable(),
      summary: z.string().nullable().describe('It may hold ingested text: escape it'),
      severity: severity.nullable(),
      status: z.string().nullable().describe('firing or resolved for alerts'),
      occurredAt: time,
      receivedAt: time.nullable(),
      score: unit.describe('Combined evidence'),
      evidence: z.array(evidence).describe('Why it belongs'),
      policyVersion: z.string().nullable(),
      eventId: id.describe('The event by which it joined'),
      incidentId: id.describe('The incident whose events say so: this one, or one that it absorbed'),
    })
    .describe('A signal as its incident knows it'),
);

export const incidentSignalPage = pageOf('IncidentSignalPage', incidentSignal);

export const incidentSignalOf = (row: SignalRow): z.output<typeof incidentSignal> => ({
  signalId: row.signalId,
  role: row.role,
  kind: row.kind,
  service: row.service,
  source: row.source,
  fingerprint: row.fingerprint,
  name: row.name,
  summary: row.summary,
  severity: row.severity,
  status: row.status,
  occurredAt: iso(row.occurredAt),
  receivedAt: isoOrNull(row.receivedAt),
  score: row.score,
  evidence: row.evidence.map(evidenceOf),
  policyVersion: row.policyVersion,
  eventId: row.eventId,
  incidentId: row.incidentId,
});

const alertDetail = z.strictObject({
  name: z.string(),
  status: z.enum(['firing', 'resolved']),
  startsAt: time,
  endsAt: time.nullable(),
  description: z.string().nullable(),
  annotations: labels,
  value: z.number().nullable(),
});

const deployDetail = z.strictObject({
  deployId: z.string(),
  version: z.string(),
  previousVersion: z.string().nullable(),
  status: z.enum(['started', 'progressing', 'succeeded', 'failed', 'rolled_back']),
  actor: z.string().nullable(),
  commit: z.string().nullable(),
  repository: z.string().nullable(),
  description: z.string().nullable(),
});

const logDetail = z.strictObject({
  level: z.string(),
  message: z.string(),
  instance: z.string().nullable(),
  traceId: z.string().nullable(),
  spanId: z.string().nullable(),
  attributes: labels,
});

const configChangeDetail = z.strictObject({
  changeId: z.string(),
  changeKind: z.enum(['feature_flag', 'config', 'infrastructure', 'schema', 'secret', 'traffic', 'other']),
  key: z.string(),
  oldValue: z.string().nullable(),
  newValue: z.string().nullable(),
  actor: z.string().nullable(),
  description: z.string().nullable(),
});

export const signal = named(
  'Signal',
  z
    .strictObject({
      id,
      sourceId: z.string().describe("The producer's id"),
      kind: signalKind,
      environment: z.string(),
      scope: z.string(),
      service: z.string().nullable(),
      source: z.string(),
      occurredAt: time,
      receivedAt: time,
      fingerprint: z.string(),
      name: z.string(),
      summary: z.string(),
      severity: severity.nullable(),
      labels,
      links: z.array(z.strictObject({ href: z.string(), text: z.string() })),
      flags: z.array(z.string()).describe('What intake repaired or noticed'),
      origin: z.strictObject({ topic: z.string(), partition: count, offset: count }),
      alert: alertDetail.nullable(),
      deploy: deployDetail.nullable(),
      log: logDetail.nullable(),
      configChange: configChangeDetail.nullable(),
    })
    .describe(
      'One thing that a source reported, after validation and redaction. All texts are ingested: escape them',
    ),
);

const candidate = z.strictObject({ incidentId: id, score: unit, evidence: z.array(evidence) });

export const membership = named(
  'Membership',
  z.strictObject({
    incidentId: id.describe('Where to look now: the incident, or what it was merged into'),
    toldBy: id.describe('The incident whose events say so'),
    movedTo: id.nullable().describe('The incident that it was moved out to; null while it is there'),
    role: signalRole,
    eventId: id.describe('The event by which it joined'),
    score: unit.describe('Combined evidence'),
    evidence: z.array(evidence),
    policyVersion: z.string().nullable(),
  }),
);

export const decision = named(
  'Decision',
  z
    .strictObject({
      outcome: z
        .string()
        .describe(
          'candidate: below the threshold; change: kept for ranking; beyond-lateness; suppressed; context',
        ),
      score: z.number(),
      threshold: z.number(),
      evidence: z.array(evidence),
      candidates: z.array(candidate).describe('The incidents it was held against, best first'),
      policyVersion: z.string(),
      decidedAt: time,
    })
    .describe('Why a signal is in no incident'),
);

export const explainedSignal = named(
  'ExplainedSignal',
  z.strictObject({
    signal,
    latenessMs: count.nullable().describe('How far behind the watermark it arrived; null when in time'),
    membership: membership.nullable().describe('Where it is now'),
    formerly: z.array(membership).describe('Where it was before, or by streams that were absorbed'),
    decision: decision.nullable().describe('Set when it is in no incident and the engine said why'),
    explanation: z.string().describe('The answer in one sentence'),
  }),
);

const linkOf = ({ href, text }: Link) => ({ href, text });

const detailsOf = ({ alert, deploy, log, configChange }: Signal) => ({
  alert: alert === null ? null : { ...alert, startsAt: iso(alert.startsAt), endsAt: isoOrNull(alert.endsAt) },
  deploy,
  log,
  configChange,
});

export const signalOf = (stored: Signal): z.output<typeof signal> => ({
  id: stored.id,
  sourceId: stored.sourceId,
  kind: stored.kind,
  environment: stored.environment,
  scope: stored.scope,
  service: stored.service,
  source: stored.source,
  occurredAt: iso(stored.occurredAt),
  receivedAt: iso(stored.receivedAt),
  fingerprint: stored.fingerprint,
  name: stored.name,
  summary: stored.summary,
  severity: stored.severity,
  labels: stored.labels,
  links: stored.links.map(linkOf),
  flags: [...stored.flags],
  origin: stored.origin,
  ...detailsOf(stored),
});

export const membershipOf = (found: Membership): z.output<typeof membership> => ({
  incidentId: found.incidentId,
  toldBy: found.toldBy,
  movedTo: found.movedTo,
  role: found.role,
  eventId: found.eventId,
  score: found.score,
  evidence: found.evidence.map(evidenceOf),
  policyVersion: found.policyVersion,
});

export const decisionOf = (found: SignalDecision): z.output<typeof decision> => ({
  outcome: found.outcome,
  score: found.score,
  threshold: found.threshold,
  evidence: found.evidence.map(evidenceOf),
  candidates: found.candidates.map(({ incidentId, score, evidence: reasons }) => ({
    incidentId,
    score,
    evidence: reasons.map(evidenceOf),
  })),
  policyVersion: found.policyVersion,
  decidedAt: iso(found.decidedAt),
});
