import { catalogOf, type CatalogService } from '@throughline/catalog';
import {
  type ChangeSuspect,
  type Evidence,
  type IncidentEvent,
  type IncidentFact,
  type MemberSignal,
  type Severity,
} from '@throughline/contracts';
import { incidentId, eventId } from '@throughline/identity';

/** A fixture, not a test: the events of a checkout outage as the correlator would write them. */

const day = '2026-05-12T';
export const at = (time: string): number => Date.parse(`${day}${time}Z`);
export const outageId = incidentId('default/production', '00000000-0000-5000-8000-000000000001');

const evidence = (
  kind: string,
  weight: number,
  text: string,
  stance: Evidence['stance'] = 'for',
): Evidence => ({
  kind,
  weight,
  stance,
  text,
});

let signals = 0;
function member(
  time: string,
  kind: MemberSignal['kind'],
  service: string,
  name: string,
  severity: Severity | null,
  summary: string,
  more: Partial<MemberSignal> = {},
): MemberSignal {
  signals += 1;
  return {
    signalId: `signal-${signals}`,
    kind,
    service,
    source: kind === 'log' ? 'loki' : 'prometheus',
    fingerprint: `${service}/${name}`,
    name,
    summary,
    severity,
    status: kind === 'alert' ? 'firing' : null,
    occurredAt: at(time),
    receivedAt: at(time) + 900,
    score: 0.8,
    evidence: [evidence('service', 0.8, `same service ${service}`)],
    ...more,
  };
}

const alert = (
  time: string,
  service: string,
  name: string,
  severity: Severity,
  summary: string,
): MemberSignal => member(time, 'alert', service, name, severity, summary);
const over = (
  time: string,
  service: string,
  name: string,
  severity: Severity,
  summary: string,
): MemberSignal => member(time, 'alert', service, name, severity, summary, { status: 'resolved' });
const log = (time: string, service: string, name: string): MemberSignal =>
  member(time, 'log', service, name, 'error', name.replace(/<\*> ms/u, '2000 ms').replaceAll('<*>', '64'));

const suspects: readonly ChangeSuspect[] = [
  {
    signalId: 'argocd-4521-started',
    changeId: '4521',
    kind: 'deploy',
    service: 'checkout',
    title: 'Deploy of checkout v2.41.0',
    actor: 'sarah',
    occurredAt: at('14:02:10'),
    score: 0.86,
    evidence: [
      evidence('time-before-onset', 0.7, 'It came 3 minutes 38 seconds before the first symptom'),
      evidence('same-service', 0.8, 'checkout is the first service that failed'),
      evidence('version', 0.6, 'All failing instances of checkout run v2.41.0'),
    ],
  },
  {
    signalId: 'config-service-cfg-9071',
    changeId: 'cfg-9071',
    kind: 'config-change',
    service: 'search',
    title: 'config search.synonyms of search',
    actor: 'catalog-bot',
    occurredAt: at('13:55:30'),
    score: 0.32,
    evidence: [
      evidence('time-before-onset', 0.3, 'It came 10 minutes before the first symptom'),
      evidence('distance', 0.6, 'search showed no symptom', 'against'),
    ],
  },
];

const rollback: readonly MemberSignal[] = [
  member(
    '14:18:30',
    'config-change',
    'checkout',
    'checkout.express-pay',
    null,
    'checkout.express-pay: on to off',
    { fingerprint: 'flag-20731' },
  ),
  member('14:20:40', 'deploy', 'checkout', 'deploy v2.40.3', null, 'deploy v2.40.3', { fingerprint: '4522' }),
];

const pool = 'payment client: connection pool exhausted (<*>/64 in use), gave up after <*> ms';

interface Step {
  readonly at: string;
  readonly fact: IncidentFact;
  readonly actor?: string;
}

const steps: readonly Step[] = [
  {
    at: '14:06:35',
    fact: {
      type: 'IncidentOpened',
      data: {
        onsetAt: at('14:05:48'),
        severity: 'error',
        members: [
          log('14:05:48', 'checkout', pool),
          alert(
            '14:06:35',
            'checkout',
            'HighErrorRate',
            'critical',
            '31 % of requests to checkout answer 5xx',
          ),
        ],
        score: 1.3,
        threshold: 1,
        reasons: [evidence('severity', 0.8, 'The worst of them is critical.')],
        recurrenceOf: null,
      },
    },
  },
  {
    at: '14:06:36',
    fact: {
      type: 'SeverityChanged',
      data: { from: 'error', to: 'critical', reason: 'a critical alert joined', by: 'engine' },
    },
  },
  {
    at: '14:06:36',
    fact: {
      type: 'SuspectsRanked',
      data: {
        changes: suspects,
        services: [
          {
            service: 'checkout',
            score: 0.82,
            evidence: [
              evidence('earliest', 0.7, 'It showed the first symptom'),
              evidence('explains', 0.6, 'frontend and mobile-bff call it'),
            ],
          },
        ],
      },
    },
  },
  {
    at: '14:07:15',
    fact: {
      type: 'SignalsCorrelated',
      data: {
        members: [
          alert(
            '14:07:05',
            'checkout',
            'LatencyP99High',
            'error',
            'p99 latency of checkout is 2.6 s (threshold 1.5 s)',
          ),
          alert(
            '14:07:15',
            'payment',
            'ConnectionsHigh',
            'warning',
            '192 open connections to payment (threshold 150)',
          ),
        ],
      },
    },
  },
  {
    at: '14:08:10',
    fact: {
      type: 'SignalsCorrelated',
      data: {
        members: [
          alert('14:07:55', 'frontend', 'HighErrorRate', 'error', '6 % of requests to frontend answer 5xx'),
          log('14:08:05', 'frontend', 'upstream checkout answered <*> for POST /api/checkout'),
        ],
      },
    },
  },
  {
    at: '14:08:40',
    fact: {
      type: 'SignalsCorrelated',
      data: {
        members: [
          alert(
            '14:08:40',
            'mobile-bff',
            'HighErrorRate',
            'error',
            '8 % of requests to mobile-bff answer 5xx',
          ),
        ],
      },
    },
  },
  {
    at: '14:09:00',
    fact: {
      type: 'SignalsCorrelated',
      data: {
        members: [
          alert(
            '14:09:00',
            'frontend',
            'CheckoutJourneyFailing',
            'critical',
            'Synthetic journey "buy one item" failed from 3 of 3 places',
          ),
        ],
      },
    },
  },
  {
    at: '14:09:30',
    fact: {
      type: 'SignalsRepeated',
      data: {
        repeats: [
          {
            fingerprint: 'checkout/HighErrorRate',
            signalIds: ['r1', 'r2', 'r3'],
            lastSeenAt: at('14:09:20'),
          },
        ],
      },
    },
  },
  {
    at: '14:10:15',
    fact: {
      type: 'SignalsCorrelated',
      data: {
        members: [
          alert(
            '14:10:15',
            'checkout',
            'OrderRateDrop',
            'critical',
            'Orders per minute are 46 % of the usual for this hour',
          ),
        ],
      },
    },
  },
  {
    at: '14:11:05',
    actor: 'miguel',
    fact: { type: 'IncidentAcknowledged', data: { note: 'looking at the payment client' } },
  },
  {
    at: '14:13:27',
    fact: {
      type: 'SignalLate',
      data: {
        member: log(
          '14:09:12',
          'checkout',
          'POST /checkout failed: <*> from payment client, order <*> not placed',
        ),
        latenessMs: 255_000,
      },
    },
  },
  {
    at: '14:16:00',
    fact: {
      type: 'SignalsRepeated',
      data: {
        repeats: [
          {
            fingerprint: 'checkout/HighErrorRate',
            signalIds: ['r4', 'r5', 'r6', 'r7'],
            lastSeenAt: at('14:15:50'),
          },
          { fingerprint: 'frontend/HighErrorRate', signalIds: ['r8', 'r9'], lastSeenAt: at('14:15:55') },
        ],
      },
    },
  },
  { at: '14:18:30', fact: { type: 'SignalsCorrelated', data: { members: rollback.slice(0, 1) } } },
  { at: '14:20:40', fact: { type: 'SignalsCorrelated', data: { members: rollback.slice(1) } } },
  {
    at: '14:22:10',
    fact: {
      type: 'EpisodesResolved',
      data: {
        members: [
          over('14:22:10', 'mobile-bff', 'HighErrorRate', 'error', 'Error rate of mobile-bff is below 1 %'),
        ],
      },
    },
  },
  {
    at: '14:25:30',
    fact: {
      type: 'EpisodesResolved',
      data: {
        members: [
          over('14:24:20', 'checkout', 'HighErrorRate', 'critical', 'Error rate of checkout is below 1 %'),
          over('14:24:55', 'frontend', 'HighErrorRate', 'error', 'Error rate of frontend is below 1 %'),
          over('14:25:30', 'checkout', 'LatencyP99High', 'error', 'p99 latency of checkout is below 1.5 s'),
        ],
      },
    },
  },
  {
    at: '14:26:40',
    fact: {
      type: 'EpisodesResolved',
      data: {
        members: [
          over(
            '14:25:50',
            'payment',
            'ConnectionsHigh',
            'warning',
            'Open connections to payment are below 150',
          ),
          over('14:26:40', 'checkout', 'OrderRateDrop', 'critical', 'Orders per minute are back to usual'),
        ],
      },
    },
  },
  {
    at: '14:27:10',
    actor: 'miguel',
    fact: {
      type: 'NoteAdded',
      data: { text: 'Rollback is out; <b>keep</b> the flag off until the pool has a limit per retry.' },
    },
  },
  {
    at: '14:28:20',
    fact: {
      type: 'EpisodesResolved',
      data: {
        members: [
          over(
            '14:28:20',
            'frontend',
            'CheckoutJourneyFailing',
            'critical',
            'Synthetic journey "buy one item" succeeds from 3 of 3 places',
          ),
        ],
      },
    },
  },
  {
    at: '14:43:20',
    fact: {
      type: 'IncidentResolved',
      data: {
        by: 'engine',
        reason: 'No new signal for 15 minutes.',
        at: at('14:43:20'),
      },
    },
  },
];

/** Facts as the events of one stream. */
export const asEvents = (told: readonly Step[], streamId = outageId): readonly IncidentEvent[] =>
  told.map(({ at: time, fact, actor }, index) => ({
    ...fact,
    eventId: eventId(streamId, index + 1),
    streamId,
    version: index + 1,
    globalPosition: index + 1,
    tenant: 'default',
    environment: 'production',
    scope: 'default/production',
    occurredAt: at(time),
    recordedAt: at(time) + 12_000,
    metadata: {
      actor: actor ?? 'engine',
      causationId: streamId,
      correlationId: streamId,
      policyVersion: actor === undefined ? '3f9c21' : null,
    },
  }));

export const outage: readonly IncidentEvent[] = asEvents(steps);

const service = (name: string, owner: string, dependsOn: readonly string[] = []): CatalogService => ({
  name,
  owner,
  type: 'service',
  tier: 'tier-1',
  links: [],
  dependsOn,
});

export const shop = catalogOf([
  service('checkout', 'team checkout', ['payment']),
  service('frontend', 'team web', ['checkout']),
  service('mobile-bff', 'team mobile', ['checkout']),
  service('payment', 'team payments'),
]);
