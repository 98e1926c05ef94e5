import { catalogOf } from '@throughline/catalog';
import { type IncidentEvent, type MemberSignal, type Signal } from '@throughline/contracts';
import { signalId } from '@throughline/identity';
import { defaultPolicy, policyOf } from '@throughline/policy';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { combine } from './engine/evidence.js';
import { createEngine } from './engine/create-engine.js';
import { type PartitionEffects } from './partition/effects.js';
import { Partition } from './partition/partition.js';

const start = Date.UTC(2025, 0, 6, 9);
const services = ['web', 'cart', 'pay', 'db'];
const catalog = catalogOf(
  [
    ['web', ['cart', 'pay']],
    ['cart', ['db']],
    ['pay', ['db']],
    ['db', []],
  ].map(([name, dependsOn]) => ({
    name: name as string,
    owner: null,
    type: null,
    tier: null,
    links: [],
    dependsOn: dependsOn as string[],
  })),
);

interface Shape {
  readonly at: number;
  readonly service: number;
  readonly name: number;
  readonly what: 'firing' | 'resolved' | 'deploy' | 'log';
}

const shape: fc.Arbitrary<Shape> = fc.record({
  at: fc.integer({ min: 0, max: 40 * 60_000 }),
  service: fc.nat(3),
  name: fc.nat(4),
  what: fc.oneof(
    { weight: 8, arbitrary: fc.constant('firing' as const) },
    { weight: 2, arbitrary: fc.constantFrom('resolved', 'deploy', 'log') },
  ),
});

const kinds = { firing: 'alert', resolved: 'alert', deploy: 'deploy', log: 'log' } as const;

function signalOf({ at, service, name, what }: Shape, index: number): Signal {
  const occurredAt = start + at;
  const firing = what === 'firing' || what === 'resolved';
  return {
    id: signalId('default', 'production', 'test', String(index)),
    sourceId: String(index),
    kind: kinds[what],
    tenant: 'default',
    environment: 'production',
    scope: 'default/production',
    service: services[service] ?? null,
    source: 'test',
    occurredAt,
    receivedAt: occurredAt,
    fingerprint: `${service}/${name}`,
    name: firing ? `Alert${name}` : what,
    summary: '',
    severity: firing ? ((['critical', 'error', 'warning', 'info', 'error'] as const)[name] ?? null) : null,
    labels: { pod: `pod-${name % 2}`, node: `node-${service % 2}` },
    links: [],
    flags: [],
    origin: { topic: 'test', partition: 0, offset: index },
    alert: firing
      ? {
          name: `Alert${name}`,
          status: what,
          startsAt: occurredAt,
          endsAt: null,
          description: null,
          annotations: {},
          value: null,
        }
      : null,
    deploy:
      what === 'deploy'
        ? {
            deployId: String(index),
            version: 'v2',
            previousVersion: 'v1',
            status: 'succeeded',
            actor: null,
            commit: null,
            repository: null,
            description: null,
          }
        : null,
    log:
      what === 'log'
        ? { level: 'error', message: 'no', instance: null, traceId: null, spanId: null, attributes: {} }
        : null,
    configChange: null,
  };
}

/** Signals in order of event time, at distinct ids; dense enough that incidents come about. */
const traffic = fc
  .array(shape, { minLength: 1, maxLength: 120 })
  .map((shapes) => shapes.map(signalOf).sort((a, b) => a.occurredAt - b.occurredAt));

/** The same, but some arrive up to two minutes after they happened. */
const lateTraffic = fc
  .tuple(
    traffic,
    fc.array(fc.constantFrom(0, 0, 0, 5_000, 60_000, 120_000), { minLength: 120, maxLength: 120 }),
  )
  .map(([signals, delays]) =>
    signals
      .map((signal, index) => ({ ...signal, receivedAt: signal.occurredAt + (delays[index] ?? 0) }))
      .sort((a, b) => a.receivedAt - b.receivedAt),
  );

/** Two estates: a small one, and one that counts as large so that distance decides. */
const policies = [false, true].map((wide) =>
  policyOf({
    ...defaultPolicy,
    engine: {
      ...defaultPolicy.engine,
      session: { ...defaultPolicy.engine.session, maxServices: wide ? 2 : 60 },
      opening: { ...defaultPolicy.engine.opening, smallMass: 4 },
    },
  }),
);
const policy = fc.constantFrom(...policies);

const engine = createEngine();
const fresh = (chosen: typeof defaultPolicy) => new Partition({ engine, catalog, policy: chosen });

const facts = (effects: readonly PartitionEffects[]): readonly IncidentEvent[] =>
  effects.flatMap(({ events }) => events.flatMap((stream) => stream.facts));

const position = (index: number) => ({ partition: 0, offset: String(index), at: start });

function play(partition: Partition<unknown>, signals: readonly Signal[]): PartitionEffects[] {
  return signals.map((signal, index) => partition.apply({ type: 'signal', signal }, position(index)));
}

const outcome = (chosen: typeof defaultPolicy, signals: readonly Signal[]): readonly IncidentEvent[] => {
  const partition = fresh(chosen);
  return facts([...play(partition, signals), partition.close()]);
};

/** What was decided, without when the log said so. */
const decided = (events: readonly IncidentEvent[]): unknown =>
  [...events]
    .sort((a, b) => (a.streamId === b.streamId ? a.version - b.version : a.streamId < b.streamId ? -1 : 1))
    .map(({ recordedAt: _, ...event }) => event);

const membersOf = (event: IncidentEvent): readonly MemberSignal[] => {
  if (event.type === 'SignalLate') return [event.data.member];
  return 'members' in event.data ? event.data.members : [];
};

describe('laws of the partition fold', () => {
  it('decides the same whatever the disorder within the hold-back', () => {
    fc.assert(
      fc.property(
        traffic,
        policy,
        fc.array(fc.nat(9_999), { minLength: 120, maxLength: 120 }),
        (signals, chosen, delays) => {
          const arrived = signals
            .map((signal, index) => ({ signal, at: signal.occurredAt + (delays[index] ?? 0) }))
            .sort((a, b) => a.at - b.at)
            .map(({ signal }) => signal);
          expect(decided(outcome(chosen, arrived))).toEqual(decided(outcome(chosen, signals)));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('goes on from a saved state as if it had never stopped', () => {
    fc.assert(
      fc.property(lateTraffic, policy, fc.nat(120), (signals, chosen, cut) => {
        const partition = fresh(chosen);
        const before = play(partition, signals.slice(0, cut));
        const saved: unknown = JSON.parse(JSON.stringify(partition.save()));
        const recovered = Partition.load(engine, saved);
        const after = [...play(recovered, signals.slice(cut)), recovered.close()];
        expect(facts([...before, ...after])).toEqual(outcome(chosen, signals));
        expect(JSON.stringify(Partition.load(engine, saved).save())).toBe(JSON.stringify(saved));
      }),
      { numRuns: 60 },
    );
  });

  it('decides the same whether ticks come in between or not, while event time is behind them', () => {
    fc.assert(
      fc.property(traffic, policy, (signals, chosen) => {
        const partition = fresh(chosen);
        const effects = signals.flatMap((signal, index) => [
          partition.apply({ type: 'signal', signal }, position(index)),
          partition.apply({ type: 'tick', tick: { at: signal.receivedAt } }, position(index)),
        ]);
        expect(decided(facts([...effects, partition.close()]))).toEqual(decided(outcome(chosen, signals)));
      }),
      { numRuns: 40 },
    );
  });

  it('takes no signal without evidence, and scores it by what its evidence combines to', () => {
    fc.assert(
      fc.property(lateTraffic, policy, (signals, chosen) => {
        for (const member of outcome(chosen, signals).flatMap(membersOf)) {
          expect(member.evidence).not.toHaveLength(0);
          expect(member.score).toBe(combine(member.evidence));
          expect(member.score).toBeGreaterThan(0);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('puts a signal into one incident, once', () => {
    fc.assert(
      fc.property(lateTraffic, policy, (signals, chosen) => {
        const ids = outcome(chosen, signals).flatMap((event) =>
          event.type === 'SignalsRepeated'
            ? event.data.repeats.flatMap(({ signalIds }) => signalIds)
            : event.type === 'IncidentsMerged'
              ? []
              : membersOf(event).map((member) => member.signalId),
        );
        expect(new Set(ids).size).toBe(ids.length);
      }),
      { numRuns: 60 },
    );
  });

  it('opens incidents at all', () => {
    const storm = Array.from({ length: 20 }, (_, index) =>
      signalOf({ at: index * 2_000, service: index % 4, name: index % 3, what: 'firing' }, index),
    );
    for (const chosen of policies) {
      const opened = outcome(chosen, storm).filter(({ type }) => type === 'IncidentOpened');
      expect(opened).toHaveLength(1);
    }
  });
});
