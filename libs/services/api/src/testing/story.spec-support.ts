import { type Evidence, type IncidentFact, type MemberSignal, type Signal } from '@throughline/contracts';
import { eventId, incidentId, postmortemId, signalId } from '@throughline/identity';
import { incidentEvents } from '@throughline/incidents';
import { type PostmortemDocument } from '@throughline/postmortems';
import { type IncidentChanges, projectStream } from '@throughline/read-models-projections';
import { type SignalDecision } from '@throughline/read-models-postgres';

/** What the tests of the API tell: a few incidents, one resolved with its draft, signals in and out of them, and another tenant. */
export const t0 = Date.UTC(2026, 0, 31, 12, 0, 0);
export const hostileText = '</script><img src=x onerror=alert(1)> \u202e';

export const evidence: Evidence = { kind: 'same-service', weight: 0.6, stance: 'for', text: 'Same service.' };

export const idOfSignal = (name: string, tenant = 'default'): string =>
  signalId(tenant, 'production', 'prometheus', name);

export const signalOf = (name: string, tenant = 'default'): Signal => ({
  id: idOfSignal(name, tenant),
  sourceId: name,
  kind: 'alert',
  tenant,
  environment: 'production',
  scope: `${tenant}/production`,
  service: 'checkout',
  source: 'prometheus',
  occurredAt: t0,
  receivedAt: t0 + 1000,
  fingerprint: `fp-${name}`,
  name: 'HighErrorRate',
  summary: hostileText,
  severity: 'error',
  labels: { pod: 'checkout-1' },
  links: [{ href: 'https://runbooks.example/checkout', text: 'Runbook' }],
  flags: [],
  origin: { topic: 'throughline.alerts.v1', partition: 0, offset: 7 },
  alert: {
    name: 'HighErrorRate',
    status: 'firing',
    startsAt: t0,
    endsAt: null,
    description: null,
    annotations: {},
    value: 0.25,
  },
  deploy: null,
  log: null,
  configChange: null,
});

const member = (name: string, tenant: string, service = 'checkout'): MemberSignal => ({
  signalId: idOfSignal(name, tenant),
  kind: 'alert',
  service,
  source: 'prometheus',
  fingerprint: `fp-${name}`,
  name: 'HighErrorRate',
  summary: hostileText,
  severity: 'error',
  status: 'firing',
  occurredAt: t0,
  receivedAt: t0 + 1000,
  score: 0.8,
  evidence: [evidence],
});

const scopeOf = (tenant: string): string => `${tenant}/production`;

/** The id of the incident that this signal founded. */
export const idOfIncident = (founder: string, tenant = 'default'): string =>
  incidentId(scopeOf(tenant), idOfSignal(founder, tenant));

export interface IncidentStory {
  readonly id: string;
  readonly tenant: string;
  readonly facts: readonly IncidentFact[];
  readonly events: ReturnType<typeof incidentEvents>;
  readonly changes: IncidentChanges;
}

const storyOf = (
  founder: string,
  facts: readonly IncidentFact[],
  startsAt: number,
  tenant = 'default',
): IncidentStory => {
  const id = idOfIncident(founder, tenant);
  const events = facts.flatMap((fact, version) =>
    incidentEvents([fact], {
      streamId: id,
      version,
      tenant,
      environment: 'production',
      scope: scopeOf(tenant),
      occurredAt: startsAt + version * 1000,
      recordedAt: startsAt + version * 1000 + 500,
      metadata: {
        actor: 'engine',
        causationId: idOfSignal(founder, tenant),
        correlationId: id,
        policyVersion: 'p1',
      },
    }),
  );
  const changes = projectStream(events);
  if (changes === null) throw new Error('A story needs events');
  return { id, tenant, facts, events, changes };
};

const opened = (
  founder: string,
  startsAt: number,
  tenant = 'default',
  severity: 'critical' | 'error' = 'error',
): IncidentFact => ({
  type: 'IncidentOpened',
  data: {
    onsetAt: startsAt,
    severity,
    members: [member(founder, tenant)],
    score: 1.2,
    threshold: 1,
    reasons: [evidence],
    recurrenceOf: null,
  },
});

const whole: readonly IncidentFact[] = [
  opened('a', t0, 'default', 'critical'),
  {
    type: 'SignalsCorrelated',
    data: { members: [member('b', 'default', 'payments'), member('c', 'default')] },
  },
  { type: 'SignalLate', data: { member: member('late', 'default'), latenessMs: 42_000 } },
  {
    type: 'SignalsRepeated',
    data: { repeats: [{ fingerprint: 'fp-a', signalIds: [idOfSignal('again')], lastSeenAt: t0 + 60_000 }] },
  },
  {
    type: 'SuspectsRanked',
    data: {
      changes: [
        {
          signalId: idOfSignal('deploy'),
          changeId: 'deploy-42',
          kind: 'deploy',
          service: 'checkout',
          title: 'checkout 1.4.2',
          actor: 'sara',
          occurredAt: t0 - 300_000,
          score: 0.9,
          evidence: [evidence],
        },
      ],
      services: [{ service: 'checkout', score: 0.8, evidence: [evidence] }],
    },
  },
  { type: 'IncidentMitigated', data: { by: 'engine', reason: 'All episodes are over.', at: t0 + 120_000 } },
  { type: 'IncidentResolved', data: { by: 'engine', reason: 'Quiet for 15 min.', at: t0 + 1_020_000 } },
];

/** Resolved, with everything that an incident can have in the spine. */
export const resolved = storyOf('a', whole, t0);

/** Open ones, a minute apart. */
export const openOnes = Array.from({ length: 7 }, (_, n) =>
  storyOf(`open-${n}`, [opened(`open-${n}`, t0 + (n + 1) * 60_000)], t0 + (n + 1) * 60_000),
);

/** Another tenant's: nobody else ever sees it. */
export const foreign = storyOf('foreign', [opened('foreign', t0, 'acme')], t0, 'acme');

export const stories: readonly IncidentStory[] = [resolved, ...openOnes, foreign];

export const decision: SignalDecision = {
  outcome: 'candidate',
  score: 0.3,
  threshold: 0.5,
  evidence: [evidence],
  candidates: [{ incidentId: resolved.id, score: 0.3, evidence: [evidence] }],
  policyVersion: 'p1',
  decidedAt: t0 + 12_000,
};

export const document: PostmortemDocument = {
  id: postmortemId(resolved.id, 1),
  incidentId: resolved.id,
  tenant: 'default',
  environment: 'production',
  scope: 'default/production',
  version: 2,
  incidentVersion: whole.length,
  status: 'draft',
  title: `checkout: ${hostileText}`,
  reason: 'resolved',
  sections: [
    {
      key: 'summary',
      heading: 'Summary',
      sentences: [{ text: 'checkout returned errors for 17 minutes.', citations: [eventId(resolved.id, 1)] }],
      prompts: ['Say who was affected.'],
    },
  ],
  draftedAt: t0 + 1_030_000,
  updatedAt: t0 + 1_040_000,
};
