import { describe, expect, it } from '@jest/globals';
import { type IncidentFact } from '@throughline/contracts';
import fc from 'fast-check';
import {
  evidence,
  given,
  many,
  member,
  openCommand,
  opened,
  other,
  suspect,
  t0,
} from '../fixtures.spec-support.js';
import { limits } from '../limits.js';
import { type DecidedBy, type IncidentCommand } from './commands.js';
import { decide, decideMerge } from './decide.js';
import { isRefusal } from './refusal.js';
import { evolve, initialState, loadState, saveState } from './state.js';

const at = t0 + 60_000;
const step = (by: DecidedBy) => ({ by, reason: 'because', at });
const mitigated = (by: DecidedBy): IncidentFact => ({ type: 'IncidentMitigated', data: step(by) });
const resolved = (by: DecidedBy): IncidentFact => ({ type: 'IncidentResolved', data: step(by) });
const reopened = (by: DecidedBy): IncidentFact => ({ type: 'IncidentReopened', data: step(by) });
const acknowledged: IncidentFact = { type: 'IncidentAcknowledged', data: { note: null } };
const mergedInto: IncidentFact = { type: 'IncidentMergedInto', data: { survivorId: other, by: 'engine' } };
const split = (...signalIds: string[]): IncidentFact => ({
  type: 'IncidentSplit',
  data: { newIncidentId: other, signalIds, by: 'person' },
});

describe('opening', () => {
  it('opens once', () => {
    given().when(openCommand()).then(opened);
    given(opened).when(openCommand()).thenNothing();
  });

  it('leaves out members without evidence, and does not open without any', () => {
    given()
      .when(openCommand({ members: [member('x', { evidence: [] }), member('a')] }))
      .then(opened);
    given()
      .when(openCommand({ members: [member('x', { evidence: [] })] }))
      .thenNothing();
  });

  it('splits many founding members over events', () => {
    const members = many(450);
    const facts = given().when(openCommand({ members })).facts();
    expect(facts.map((fact) => fact.type)).toEqual([
      'IncidentOpened',
      'SignalsCorrelated',
      'SignalsCorrelated',
    ]);
    expect(facts.flatMap((fact) => ('members' in fact.data ? fact.data.members : []))).toEqual(members);
  });
});

describe('membership', () => {
  it('takes signals', () => {
    given(opened)
      .when({ type: 'CorrelateSignals', at, members: [member('b')] })
      .then({ type: 'SignalsCorrelated', data: { members: [member('b')] } });
  });

  it('takes a late signal with its lateness', () => {
    given(opened)
      .when({ type: 'CorrelateLateSignal', at, member: member('b'), latenessMs: 700 })
      .then({ type: 'SignalLate', data: { member: member('b'), latenessMs: 700 } });
  });

  it('takes no signal without evidence', () => {
    given(opened)
      .when({ type: 'CorrelateSignals', at, members: [member('b', { evidence: [] })] })
      .thenNothing();
    given(opened)
      .when({ type: 'CorrelateLateSignal', at, member: member('b', { evidence: [] }), latenessMs: 1 })
      .thenNothing();
    given(opened)
      .when({ type: 'ResolveEpisodes', at, members: [member('b', { evidence: [] })] })
      .thenNothing();
  });

  it('records resolved episodes', () => {
    const resolving = member('r', { status: 'resolved' });
    given(opened)
      .when({ type: 'ResolveEpisodes', at, members: [resolving] })
      .then({ type: 'EpisodesResolved', data: { members: [resolving] } });
  });

  it('cuts repeats into events of bounded size and loses none', () => {
    const repeats = [
      { fingerprint: 'f', signalIds: many(350).map((m) => m.signalId), lastSeenAt: at },
      { fingerprint: 'g', signalIds: ['g1', 'g2'], lastSeenAt: at },
    ];
    const facts = given(opened).when({ type: 'RepeatSignals', at, repeats }).facts();
    const sizes = facts.map((fact) =>
      fact.type === 'SignalsRepeated' ? fact.data.repeats.flatMap((repeat) => repeat.signalIds).length : 0,
    );
    expect(sizes).toEqual([200, 152]);
    given(opened).when({ type: 'RepeatSignals', at, repeats: [] }).thenNothing();
  });

  it('does nothing before the incident exists and after it was merged', () => {
    given()
      .when({ type: 'CorrelateSignals', at, members: [member('b')] })
      .thenNothing();
    given(opened, mergedInto)
      .when({ type: 'CorrelateSignals', at, members: [member('b')] })
      .thenNothing();
  });

  it('never takes back what a person moved out', () => {
    given(opened, split('b'))
      .when({ type: 'CorrelateSignals', at, members: [member('b'), member('c')] })
      .then({ type: 'SignalsCorrelated', data: { members: [member('c')] } });
  });
});

describe('severity and suspects', () => {
  it('changes the severity', () => {
    given(opened)
      .when({ type: 'ChangeSeverity', at, by: 'engine', severity: 'critical', reason: 'more' })
      .then({
        type: 'SeverityChanged',
        data: { from: 'error', to: 'critical', reason: 'more', by: 'engine' },
      });
  });

  it('leaves a severity that a person set alone', () => {
    const byPerson: IncidentFact = {
      type: 'SeverityChanged',
      data: { from: 'error', to: 'info', reason: 'known', by: 'person' },
    };
    const command = { type: 'ChangeSeverity', at, severity: 'critical', reason: 'more' } as const;
    given(opened, byPerson)
      .when({ ...command, by: 'engine' })
      .thenNothing();
    given(opened, byPerson)
      .when({ ...command, by: 'person' })
      .then({
        type: 'SeverityChanged',
        data: { from: 'info', to: 'critical', reason: 'more', by: 'person' },
      });
  });

  it('says when nothing changes', () => {
    given(opened)
      .when({ type: 'ChangeSeverity', at, by: 'person', severity: 'error', reason: '' })
      .thenRefused('severity-unchanged');
  });

  it('records a ranking only when it differs', () => {
    const data = { changes: [suspect('d', { score: 0.9 })], services: [] };
    const ranked: IncidentFact = { type: 'SuspectsRanked', data };
    const command = { type: 'RankSuspects', at, services: [] } as const;
    given(opened)
      .when({ ...command, changes: data.changes })
      .then(ranked);
    given(opened, ranked)
      .when({ ...command, changes: [suspect('d', { score: 0.9001 })] })
      .thenNothing();
    given(opened, ranked)
      .when({ ...command, changes: [suspect('d', { score: 0.8 })] })
      .then({ type: 'SuspectsRanked', data: { changes: [suspect('d', { score: 0.8 })], services: [] } });
    given(opened)
      .when({ ...command, changes: [] })
      .thenNothing();
  });

  it('keeps the ten best', () => {
    const changes = Array.from({ length: 15 }, (_, index) => suspect(`d${index}`));
    const [fact] = given(opened).when({ type: 'RankSuspects', at, changes, services: [] }).facts();
    expect(fact?.type === 'SuspectsRanked' && fact.data.changes).toEqual(changes.slice(0, 10));
  });
});

describe('the life of an incident', () => {
  const resolve = (by: DecidedBy): IncidentCommand => ({ type: 'ResolveIncident', ...step(by) });
  const reopen = (by: DecidedBy): IncidentCommand => ({ type: 'ReopenIncident', ...step(by) });
  const mitigate = (by: DecidedBy): IncidentCommand => ({ type: 'MitigateIncident', ...step(by) });
  const acknowledge: IncidentCommand = { type: 'AcknowledgeIncident', at, note: null };

  it('goes its way', () => {
    given(opened).when(acknowledge).then(acknowledged);
    given(opened, acknowledged).when(mitigate('engine')).then(mitigated('engine'));
    given(opened, mitigated('engine')).when(acknowledge).then(acknowledged);
    given(opened, mitigated('person')).when(resolve('engine')).then(resolved('engine'));
    given(opened, resolved('engine')).when(reopen('engine')).then(reopened('engine'));
    given(opened, mitigated('engine')).when(reopen('engine')).then(reopened('engine'));
  });

  it('answers people who come too late', () => {
    given(opened, acknowledged).when(acknowledge).thenRefused('already-acknowledged');
    given(opened, resolved('engine')).when(acknowledge).thenRefused('already-resolved');
    given(opened, mitigated('engine')).when(mitigate('person')).thenRefused('already-mitigated');
    given(opened, resolved('engine')).when(mitigate('person')).thenRefused('already-resolved');
    given(opened, resolved('engine')).when(resolve('person')).thenRefused('already-resolved');
    given(opened).when(reopen('person')).thenRefused('not-closed');
    given().when(acknowledge).thenRefused('incident-not-found');
    given(opened, mergedInto).when(acknowledge).thenRefused('incident-merged');
  });

  it('is not undone by the engine when a person decided', () => {
    given(opened, resolved('person')).when(reopen('engine')).thenNothing();
    given(opened, mitigated('person')).when(reopen('engine')).thenNothing();
    given(opened, resolved('engine'), reopened('person')).when(resolve('engine')).thenNothing();
    given(opened, resolved('engine'), reopened('person')).when(mitigate('engine')).thenNothing();
    given(opened, resolved('engine'), reopened('person')).when(resolve('person')).then(resolved('person'));
  });

  it('asks for somebody again when it comes back after its resolution, not after a mitigation', () => {
    given(opened, acknowledged, resolved('engine'), reopened('engine')).when(acknowledge).then(acknowledged);
    given(opened, acknowledged, mitigated('engine'), reopened('engine'))
      .when(acknowledge)
      .thenRefused('already-acknowledged');
  });

  it('takes notes of a sensible length', () => {
    given(opened, resolved('person'))
      .when({ type: 'AddNote', at, text: 'It was the cache.' })
      .then({ type: 'NoteAdded', data: { text: 'It was the cache.' } });
    given(opened).when({ type: 'AddNote', at, text: ' \n' }).thenRefused('empty-note');
    given(opened)
      .when({ type: 'AddNote', at, text: 'x'.repeat(limits.noteLength + 1) })
      .thenRefused('note-too-long');
  });
});

describe('merging and splitting', () => {
  const merge = (by: DecidedBy, members = [member('b')]) =>
    ({ type: 'MergeIncidents', at, by, absorbedIds: [other], members, evidence: [evidence] }) as const;
  const merged = (by: DecidedBy): IncidentFact => ({
    type: 'IncidentsMerged',
    data: { absorbedIds: [other], members: [member('b')], evidence: [evidence], by },
  });
  const stateOf = (...facts: IncidentFact[]) => facts.reduce(evolve, initialState());

  it('merges, on both streams', () => {
    given(opened).when(merge('engine')).then(merged('engine'));
    given(opened).when({ type: 'MergeIntoIncident', at, by: 'engine', survivorId: other }).then(mergedInto);
  });

  it('cuts the members that come along', () => {
    const facts = given(opened)
      .when(merge('engine', many(401)))
      .facts();
    expect(facts.map((fact) => fact.type)).toEqual(Array(3).fill('IncidentsMerged'));
  });

  it('merges without members, but by the engine not without evidence', () => {
    expect(given(opened).when(merge('engine', [])).facts()).toHaveLength(1);
    given(opened)
      .when({ ...merge('engine'), evidence: [] })
      .thenNothing();
    given(opened)
      .when({ ...merge('person'), absorbedIds: [] })
      .thenRefused('nothing-to-merge');
  });

  it('does not join by the engine what a person split, in either direction', () => {
    given(opened, split('b')).when(merge('engine')).thenNothing();
    given(opened, split('b'))
      .when({ type: 'MergeIntoIncident', at, by: 'engine', survivorId: other })
      .thenNothing();
    given(opened, split('b')).when(merge('person')).then(merged('person'));
  });

  it('forgets a split that a person took back', () => {
    const state = stateOf(opened, split('b'), merged('person'));
    expect([state.splitSignals, state.splitInto]).toEqual([[], []]);
  });

  it('leaves an incident alone that a person closed', () => {
    given(opened, resolved('person')).when(merge('engine')).thenNothing();
    given(opened, resolved('person'))
      .when({ type: 'MergeIntoIncident', at, by: 'engine', survivorId: other })
      .thenNothing();
  });

  it('decides a merge on all streams or on none', () => {
    const survivor = stateOf(opened);
    expect(decideMerge('me', merge('engine'), survivor, [stateOf(opened)])).toEqual({
      survivor: [merged('engine')],
      absorbed: [[{ type: 'IncidentMergedInto', data: { survivorId: 'me', by: 'engine' } }]],
    });
    expect(decideMerge('me', merge('engine'), survivor, [stateOf(opened, resolved('person'))])).toBeNull();
    expect(decideMerge('me', merge('engine'), survivor, [initialState()])).toBeNull();
    expect(decideMerge(other, merge('person'), survivor, [survivor])).toMatchObject({
      code: 'merge-with-itself',
    });
    expect(decideMerge('me', merge('person'), survivor, [initialState()])).toMatchObject({
      code: 'incident-not-found',
    });
  });

  it('splits, each signal once', () => {
    given(opened)
      .when({ type: 'SplitIncident', at, by: 'person', newIncidentId: other, signalIds: ['b', 'b'] })
      .then(split('b'));
    given(opened)
      .when({ type: 'SplitIncident', at, by: 'person', newIncidentId: other, signalIds: [] })
      .thenRefused('nothing-to-split');
  });

  it('bounds what it must remember', () => {
    const signalIds = Array.from({ length: limits.splitSignals + 1 }, (_, index) => String(index));
    given(opened)
      .when({ type: 'SplitIncident', at, by: 'person', newIncidentId: other, signalIds })
      .thenRefused('too-many-split-signals');
  });
});

describe('laws', () => {
  const by = fc.constantFrom<DecidedBy>('engine', 'person');
  const members = fc
    .array(fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd'), reasons: fc.boolean() }), { maxLength: 4 })
    .map((list) => list.map(({ id, reasons }) => member(id, reasons ? {} : { evidence: [] })));
  const severity = fc.constantFrom('critical', 'error', 'warning', 'info' as const);
  const signalIds = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 3 });
  const command: fc.Arbitrary<IncidentCommand> = fc.oneof(
    members.map((m): IncidentCommand => openCommand({ members: m })),
    members.map((m): IncidentCommand => ({ type: 'CorrelateSignals', at, members: m })),
    members.map((m): IncidentCommand => ({ type: 'ResolveEpisodes', at, members: m })),
    fc.record({ by, severity }).map((v): IncidentCommand => ({
      type: 'ChangeSeverity',
      at,
      reason: 'r',
      ...v,
    })),
    by.map((b): IncidentCommand => ({ type: 'MitigateIncident', ...step(b) })),
    by.map((b): IncidentCommand => ({ type: 'ResolveIncident', ...step(b) })),
    by.map((b): IncidentCommand => ({ type: 'ReopenIncident', ...step(b) })),
    fc.constant<IncidentCommand>({ type: 'AcknowledgeIncident', at, note: null }),
    fc.record({ by, signalIds }).map((v): IncidentCommand => ({
      type: 'SplitIncident',
      at,
      newIncidentId: other,
      ...v,
    })),
    fc.record({ by, members }).map((v): IncidentCommand => ({
      type: 'MergeIncidents',
      at,
      absorbedIds: [other],
      evidence: [evidence],
      ...v,
    })),
  );

  it('survives save and load after any history, and decides the same', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 20 }), command, (history, next) => {
        const state = history.reduce((current, given) => {
          const outcome = decide(given, current);
          return isRefusal(outcome) ? current : outcome.reduce(evolve, current);
        }, initialState());
        const copy = loadState(JSON.parse(JSON.stringify(saveState(state))));
        expect(copy).toEqual(state);
        expect(decide(next, copy)).toEqual(decide(next, state));
      }),
    );
  });

  it('gives no membership without evidence, no command of the engine an error, and the engine no person’s decision', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 20 }), (history) => {
        history.reduce((state, given) => {
          const outcome = decide(given, state);
          const engine = 'by' in given ? given.by === 'engine' : given.type !== 'AcknowledgeIncident';
          if (isRefusal(outcome)) {
            expect(engine).toBe(false);
            return state;
          }
          for (const fact of outcome)
            for (const taken of 'members' in fact.data ? fact.data.members : [])
              expect(taken.evidence).not.toHaveLength(0);
          const after = outcome.reduce(evolve, state);
          if (engine && state.severityBy === 'person') expect(after.severity).toBe(state.severity);
          if (engine && state.statusBy === 'person' && state.status === 'resolved')
            expect(after.status).toBe('resolved');
          if (engine && given.type !== 'SplitIncident')
            expect(after.splitSignals).toEqual(state.splitSignals);
          return after;
        }, initialState());
      }),
    );
  });

  it('refuses to load what was not saved', () => {
    expect(() => loadState({ some: 'thing' })).toThrow(TypeError);
    expect(() => loadState(null)).toThrow(TypeError);
  });
});
