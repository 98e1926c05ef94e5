import { describe, expect, it } from '@jest/globals';
import { type IncidentFact } from '@throughline/contracts';
import { BrokenStreamError, type IncidentSummary, type TimelineEntry } from '@throughline/incidents';
import fc from 'fast-check';
import {
  evidence,
  eventsOf,
  incident,
  joined,
  member,
  opened,
  other,
  repeated,
  split,
  t0,
} from './fixtures.spec-support.js';
import { type IncidentChanges, project, projectStream } from './project.js';
import { type ServiceRow } from './services/service-row.js';
import { type SignalRow } from './signals/signal-row.js';

/** The tables of one incident, written by the rules that the adapter keeps. */
class Tables {
  incident: IncidentChanges['incident'] | null = null;
  readonly timeline = new Map<string, TimelineEntry>();
  readonly signals = new Map<string, SignalRow>();
  readonly services = new Map<string, ServiceRow>();

  write(changes: IncidentChanges): void {
    if (changes.complete) for (const rows of [this.timeline, this.signals, this.services]) rows.clear();
    this.incident = changes.incident;
    for (const entry of changes.timeline)
      if (!this.timeline.has(entry.key)) this.timeline.set(entry.key, entry);
    for (const row of changes.signals) this.signals.set(row.signalId, row);
    for (const row of changes.services) this.services.set(row.service, row);
  }

  get summary(): IncidentSummary | null {
    return this.incident?.summary ?? null;
  }

  content() {
    const sorted = <Row>(rows: Map<string, Row>) => [...rows].sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      incident: this.incident,
      timeline: sorted(this.timeline),
      signals: sorted(this.signals),
      services: sorted(this.services).map(([, row]) => row),
    };
  }
}

const whole = (...facts: IncidentFact[]) => {
  const tables = new Tables();
  tables.write(projectStream(eventsOf(...facts))!);
  return tables.content();
};

describe('the incident row', () => {
  it('tells the list what it shows', () => {
    const row = project(
      null,
      eventsOf(opened(member('a'), member('b', { service: 'payments' })), repeated('fp-a', 'x')),
    )!.incident;
    expect(row).toMatchObject({
      id: incident,
      tenant: 'acme',
      version: 2,
      position: 102,
      status: 'open',
      severityWeight: 3,
      title: 'checkout: HighErrorRate and 1 more alert on 2 services',
      services: ['checkout', 'payments'],
      alerts: 2,
      repeats: 1,
      openedAt: t0,
      updatedAt: t0 + 1500,
    });
    expect(row.words.split(' ')).toEqual(expect.arrayContaining(['higherrorrate', 'error', 'payments']));
  });

  it('refuses a gap', () => {
    const [first, , third] = eventsOf(opened(member('a')), joined(member('b')), joined(member('c')));
    expect(() => project(null, [first!, third!])).toThrow(BrokenStreamError);
  });
});

describe('signal rows', () => {
  it('say how each signal came, and why', () => {
    const late: IncidentFact = { type: 'SignalLate', data: { member: member('l'), latenessMs: 5 } };
    const over: IncidentFact = {
      type: 'EpisodesResolved',
      data: { members: [member('r', { status: 'resolved' })] },
    };
    const rows = whole(opened(member('a')), late, over, repeated('fp-a', 'x')).signals.map(([, row]) => row);
    expect(rows.map(({ signalId, role, version }) => [signalId, role, version])).toEqual([
      ['a', 'member', 1],
      ['l', 'late', 2],
      ['r', 'resolution', 3],
      ['x', 'repeat', 4],
    ]);
    expect(rows[3]).toMatchObject({ evidence: [{ kind: 'same-fingerprint' }], occurredAt: t0 + 5000 });
    expect(rows[0]).toMatchObject({ evidence: [evidence], score: 0.8, policyVersion: 'p1', movedTo: null });
  });

  it('move with a split, and come back with a merge', () => {
    const moved = (facts: IncidentFact[]) => whole(...facts).signals.map(([id, row]) => [id, row.movedTo]);
    const before = [opened(member('a'), member('b')), split('b')];
    expect(moved(before)).toEqual([
      ['a', null],
      ['b', other],
    ]);
    const back: IncidentFact = {
      type: 'IncidentsMerged',
      data: { absorbedIds: [other], members: [member('b')], evidence: [evidence], by: 'person' },
    };
    expect(moved([...before, back])).toEqual([
      ['a', null],
      ['b', null],
    ]);
  });
});

describe('laws', () => {
  const ids = fc.uniqueArray(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 12 });
  const service = fc.constantFrom('checkout', 'payments', 'db', null);
  const kind = fc.constantFrom('joined', 'repeated', 'split', 'ranked', 'resolved', 'reopened' as const);
  /** Streams as the decider gives them: every signal is told once. */
  const stream = fc
    .tuple(ids, fc.array(fc.tuple(kind, service), { maxLength: 12 }))
    .map(([numbers, steps]) => {
      const facts: IncidentFact[] = [opened(member(`s${numbers[0]}`))];
      steps.forEach(([step, where], index) => {
        const id = `n${index}`;
        if (step === 'joined') facts.push(joined(member(id, { service: where })));
        if (step === 'repeated') facts.push(repeated('fp', id));
        if (step === 'split') facts.push(split(`n${index - 1}`));
        if (step === 'resolved')
          facts.push({ type: 'IncidentResolved', data: { by: 'engine', reason: '', at: t0 } });
        if (step === 'reopened')
          facts.push({ type: 'IncidentReopened', data: { by: 'engine', reason: '', at: t0 } });
        if (step === 'ranked')
          facts.push({
            type: 'SuspectsRanked',
            data: { changes: [], services: [{ service: 'db', score: 0.5, evidence: [] }] },
          });
      });
      return facts;
    });

  it('whatever the batches, the rows are those of the whole stream, and writing them twice changes nothing', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 }), (facts, sizes) => {
        const events = eventsOf(...facts);
        const tables = new Tables();
        for (let from = 0, turn = 0; from < events.length; turn++) {
          const until = from + sizes[turn % sizes.length]!;
          const batch = events.slice(from, until);
          const changes = project(tables.summary, batch) ?? projectStream(events.slice(0, until))!;
          tables.write(changes);
          tables.write(changes);
          from = until;
        }
        expect(tables.content()).toEqual(whole(...facts));
      }),
    );
  });

  it('counts are those of the rows', () => {
    fc.assert(
      fc.property(stream, (facts) => {
        const { incident: row, signals } = whole(...facts);
        const here = signals.map(([, signal]) => signal).filter(({ movedTo }) => movedTo === null);
        expect(row!.alerts + row!.logs + row!.resolutions + row!.repeats).toBe(here.length);
        expect(row!.repeats).toBe(here.filter(({ role }) => role === 'repeat').length);
      }),
    );
  });
});
