import { describe, expect, it } from '@jest/globals';
import { type IncidentFact } from '@throughline/contracts';
import { evidence, eventsOf, member, opened, other, suspect, t0 } from '../fixtures.spec-support.js';
import { foldTimeline, timelineEntries } from './tell.js';

const told = (fact: IncidentFact, actor = 'engine') =>
  timelineEntries(eventsOf([opened, fact], actor)[1]!).map(({ kind, importance, text }) => [
    kind,
    importance,
    text,
  ]);

describe('timeline entries', () => {
  it('tell the opening, and its signals at their own times', () => {
    const [event] = eventsOf([opened]);
    expect(timelineEntries(event!)).toEqual([
      {
        key: '1:0',
        incidentId: event!.streamId,
        eventId: event!.eventId,
        version: 1,
        index: 0,
        occurredAt: t0,
        recordedAt: t0 + 500,
        kind: 'opened',
        importance: 'key',
        text: 'Incident opened as error from 1 signal on checkout.',
        service: null,
        severity: 'error',
        signalId: null,
        actor: 'engine',
      },
      expect.objectContaining({
        key: '1:1',
        kind: 'alert',
        text: 'Alert HighErrorRate fired on checkout: Error rate above 5 %.',
        signalId: 'a',
        service: 'checkout',
      }),
    ]);
  });

  it('tell each kind of event in a sentence', () => {
    const log = member('l', { kind: 'log', status: null, summary: 'connection refused' });
    expect(told({ type: 'SignalsCorrelated', data: { members: [log] } })).toEqual([
      ['log', 'normal', 'checkout logged: connection refused.'],
    ]);
    expect(told({ type: 'SignalLate', data: { member: log, latenessMs: 45_000 } })).toEqual([
      ['late', 'normal', 'checkout logged: connection refused. It arrived 45 s late.'],
    ]);
    expect(
      told({
        type: 'SignalsRepeated',
        data: { repeats: [{ fingerprint: 'f', signalIds: ['x', 'y'], lastSeenAt: t0 }] },
      }),
    ).toEqual([['repeat', 'minor', '1 known episode reported again, 2 times in all.']]);
    expect(
      told({ type: 'EpisodesResolved', data: { members: [member('r', { status: 'resolved' })] } }),
    ).toEqual([['alert', 'minor', 'Alert HighErrorRate was resolved on checkout: Error rate above 5 %.']]);
    expect(
      told(
        {
          type: 'SeverityChanged',
          data: { from: 'error', to: 'critical', reason: 'Customers wait', by: 'person' },
        },
        'ana',
      ),
    ).toEqual([['severity', 'key', 'Severity changed from error to critical by ana: Customers wait.']]);
    expect(told({ type: 'IncidentAcknowledged', data: { note: null } }, 'ana')).toEqual([
      ['status', 'key', 'Acknowledged by ana.'],
    ]);
    expect(
      told({ type: 'IncidentMitigated', data: { by: 'engine', reason: 'All alerts resolved', at: t0 } }),
    ).toEqual([['status', 'key', 'Mitigated: All alerts resolved.']]);
    expect(
      told({ type: 'IncidentResolved', data: { by: 'engine', reason: 'Quiet for 15 min.', at: t0 } }),
    ).toEqual([['status', 'key', 'Resolved: Quiet for 15 min.']]);
    expect(told({ type: 'IncidentReopened', data: { by: 'person', reason: '', at: t0 } }, 'ana')).toEqual([
      ['status', 'key', 'Reopened by ana.'],
    ]);
    expect(told({ type: 'NoteAdded', data: { text: 'Cache is cold' } }, 'ana')).toEqual([
      ['note', 'key', 'Note by ana: Cache is cold.'],
    ]);
    expect(
      told({
        type: 'IncidentsMerged',
        data: { absorbedIds: [other], members: [], evidence: [evidence], by: 'engine' },
      }),
    ).toEqual([['merge', 'key', '1 incident with 0 signals merged into this one: Same service.']]);
    expect(told({ type: 'IncidentMergedInto', data: { survivorId: other, by: 'engine' } })).toEqual([
      ['merge', 'key', `Merged into incident ${other}.`],
    ]);
    expect(
      told({ type: 'IncidentSplit', data: { newIncidentId: other, signalIds: ['a'], by: 'person' } }, 'ana'),
    ).toEqual([['split', 'key', `1 signal moved out into incident ${other} by ana.`]]);
  });

  it('tell a suspected change once, at its own time before the onset, where it was first ranked', () => {
    const ranked = (score: number): IncidentFact => ({
      type: 'SuspectsRanked',
      data: {
        changes: [suspect('d', { score })],
        services: [{ service: 'checkout', score: 0.5, evidence: [] }],
      },
    });
    const events = eventsOf([opened, ranked(0.9), ranked(0.5)]);
    const timeline = foldTimeline(events);
    expect(timeline.map(({ kind, version }) => [kind, version])).toEqual([
      ['change', 2],
      ['opened', 1],
      ['alert', 1],
      ['suspect', 2],
      ['suspect', 3],
    ]);
    expect(timeline[0]).toMatchObject({
      key: 'change:d',
      importance: 'key',
      occurredAt: t0 - 300_000,
      text: 'Deploy on checkout by sara: checkout 1.4.2.',
    });
    expect(timeline[3]?.text).toBe(
      'The most suspected change is checkout 1.4.2 (90 %); the most suspected service is checkout (50 %).',
    );
  });

  it('is the same when its events are told twice', () => {
    const events = eventsOf([opened, { type: 'NoteAdded', data: { text: 'x' } }]);
    expect(foldTimeline([...events, ...events])).toEqual(foldTimeline(events));
  });

  it('cites the event of each entry', () => {
    const events = eventsOf([opened, { type: 'NoteAdded', data: { text: 'x' } }]);
    const ids = new Set(events.map((event) => event.eventId));
    for (const entry of foldTimeline(events)) expect(ids.has(entry.eventId)).toBe(true);
  });
});
