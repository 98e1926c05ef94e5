import { type IncidentEvent, type IncidentFact, type MemberSignal } from '@throughline/contracts';
import { eventId, incidentId } from '@throughline/identity';
import fc from 'fast-check';

/** A generator, not a test: any stream of events that a store could hold, with hostile text wherever a source can put text. */

const streamId = incidentId('default/production', '00000000-0000-5000-8000-000000000002');
const start = Date.parse('2026-01-01T00:00:00Z');

const time = fc.integer({ min: start, max: start + 5 * 86_400_000 });
const hostileTexts = [
  '<script>alert(1)</script>',
  '[x](javascript:alert(1))',
  '![p](https://evil.example/p.png)',
  '# heading\n\n- item',
  '`code` **bold** | cell',
  '\u202Egnissim\u0000\u0007\r\n',
  '[^1]: forged',
  '',
] as const;
const text = fc.oneof(
  fc.constantFrom(...hostileTexts),
  fc.string({ maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
const name = fc.oneof(fc.constantFrom('checkout', 'frontend', 'payment'), text);
const weight = fc.double({ min: 0, max: 1, noNaN: true });
const by = fc.constantFrom('engine' as const, 'person' as const);
const severity = fc.constantFrom('critical' as const, 'error' as const, 'warning' as const, 'info' as const);
const evidence = fc.array(
  fc.record({ kind: text, weight, stance: fc.constantFrom('for' as const, 'against' as const), text }),
  { maxLength: 4 },
);

const member: fc.Arbitrary<MemberSignal> = fc.record({
  signalId: fc.uuid(),
  kind: fc.constantFrom('alert', 'log', 'deploy', 'config-change'),
  service: fc.option(name),
  source: text,
  fingerprint: fc.constantFrom('a', 'b', 'c', 'd'),
  name,
  summary: text,
  severity: fc.option(severity),
  status: fc.option(fc.constantFrom('firing', 'resolved')),
  occurredAt: time,
  receivedAt: time,
  score: weight,
  evidence,
});
const members = fc.array(member, { minLength: 1, maxLength: 12 });
const change = fc.record({
  signalId: fc.uuid(),
  changeId: text,
  kind: fc.constantFrom('deploy' as const, 'config-change' as const),
  service: fc.option(name),
  title: text,
  actor: fc.option(fc.constantFrom('actor-one', 'actor-two')),
  occurredAt: time,
  score: weight,
  evidence,
});
const ids = fc.array(fc.uuid(), { minLength: 1, maxLength: 3 });

const opened: fc.Arbitrary<IncidentFact> = fc
  .record({
    onsetAt: time,
    severity,
    members,
    score: weight,
    threshold: weight,
    reasons: evidence,
    recurrenceOf: fc.option(fc.uuid()),
  })
  .map((data) => ({ type: 'IncidentOpened', data }));

const fact: fc.Arbitrary<IncidentFact> = fc.oneof(
  fc.record({ type: fc.constant('SignalsCorrelated' as const), data: fc.record({ members }) }),
  fc.record({ type: fc.constant('EpisodesResolved' as const), data: fc.record({ members }) }),
  fc.record({
    type: fc.constant('SignalLate' as const),
    data: fc.record({ member, latenessMs: fc.nat(3_600_000) }),
  }),
  fc.record({
    type: fc.constant('SignalsRepeated' as const),
    data: fc.record({
      repeats: fc.array(
        fc.record({ fingerprint: fc.constantFrom('a', 'b', 'z'), signalIds: ids, lastSeenAt: time }),
        { minLength: 1, maxLength: 4 },
      ),
    }),
  }),
  fc.record({
    type: fc.constant('SeverityChanged' as const),
    data: fc.record({ from: severity, to: severity, reason: text, by }),
  }),
  fc.record({
    type: fc.constant('SuspectsRanked' as const),
    data: fc.record({
      changes: fc.array(change, { maxLength: 6 }),
      services: fc.array(fc.record({ service: name, score: weight, evidence }), { maxLength: 4 }),
    }),
  }),
  fc.record({
    type: fc.constant('IncidentAcknowledged' as const),
    data: fc.record({ note: fc.option(text) }),
  }),
  fc.record({
    type: fc.constantFrom(
      'IncidentMitigated' as const,
      'IncidentResolved' as const,
      'IncidentReopened' as const,
    ),
    data: fc.record({ by, reason: text, at: time }),
  }),
  fc.record({
    type: fc.constant('IncidentsMerged' as const),
    data: fc.record({ absorbedIds: ids, members, evidence, by }),
  }),
  fc.record({
    type: fc.constant('IncidentMergedInto' as const),
    data: fc.record({ survivorId: fc.uuid(), by }),
  }),
  fc.record({
    type: fc.constant('IncidentSplit' as const),
    data: fc.record({ newIncidentId: fc.uuid(), signalIds: ids, by }),
  }),
  fc.record({ type: fc.constant('NoteAdded' as const), data: fc.record({ text }) }),
);

const placed = (told: IncidentFact, at: number, index: number): IncidentEvent => ({
  ...told,
  eventId: eventId(streamId, index + 1),
  streamId,
  version: index + 1,
  globalPosition: index + 1,
  tenant: 'default',
  environment: 'production',
  scope: 'default/production',
  occurredAt: at,
  recordedAt: at,
  metadata: {
    actor: 'actor-three',
    causationId: streamId,
    correlationId: streamId,
    policyVersion: index % 2 === 0 ? 'p1' : null,
  },
});

/** `IncidentOpened`, then up to 40 events of any type in any order. */
export const incidentStreams: fc.Arbitrary<readonly IncidentEvent[]> = fc
  .tuple(opened, fc.array(fact, { maxLength: 40 }), fc.array(time, { minLength: 41, maxLength: 41 }))
  .map(([first, rest, times]) =>
    [first, ...rest].map((told, index) => placed(told, times[index] ?? start, index)),
  );
