import { describe, expect, it } from '@jest/globals';
import { type IncidentFact } from '@throughline/contracts';
import { evidence, eventsOf, member, opened, other, suspect, t0 } from '../fixtures.spec-support.js';
import { asOf, foldIncident } from './incident-view.js';
import { BrokenStreamError } from './summary.js';

const fold = (...facts: IncidentFact[]) => foldIncident(eventsOf(facts))!;
const joined = (...ids: string[]): IncidentFact => ({
  type: 'SignalsCorrelated',
  data: { members: ids.map((id) => member(id, { service: 'payments', name: 'Latency' })) },
});
const log = member('l', { kind: 'log', service: 'payments', status: null, severity: 'warning' });

describe('an incident folded', () => {
  it('knows its times, services, counts and members', () => {
    const resolving = member('r', { status: 'resolved', occurredAt: t0 + 9000 });
    const view = fold(
      opened,
      joined('b', 'c'),
      { type: 'SignalLate', data: { member: log, latenessMs: 4000 } },
      {
        type: 'SignalsRepeated',
        data: { repeats: [{ fingerprint: 'fp-a', signalIds: ['x', 'y'], lastSeenAt: t0 }] },
      },
      { type: 'SuspectsRanked', data: { changes: [suspect('d')], services: [] } },
      { type: 'IncidentAcknowledged', data: { note: null } },
      { type: 'EpisodesResolved', data: { members: [resolving] } },
      { type: 'IncidentMitigated', data: { by: 'engine', reason: 'quiet', at: t0 + 7000 } },
      { type: 'IncidentResolved', data: { by: 'engine', reason: 'quiet', at: t0 + 8000 } },
      { type: 'NoteAdded', data: { text: 'done' } },
    );
    expect(view).toMatchObject({
      version: 10,
      status: 'resolved',
      severity: 'error',
      title: 'checkout: HighErrorRate and 3 more signals on 2 services',
      onsetAt: t0,
      openedAt: t0,
      acknowledgedAt: t0 + 5000,
      acknowledgedBy: 'engine',
      mitigatedAt: t0 + 7000,
      resolvedAt: t0 + 8000,
      resolvedBy: 'engine',
      services: ['checkout', 'payments'],
      tally: { alerts: 3, logs: 1, resolutions: 1, repeats: 2, late: 1, changes: 0 },
      policyVersion: 'p1',
    });
    expect(view.members.map(({ signalId }) => signalId)).toEqual(['a', 'b', 'c', 'l']);
    expect(view.resolutions).toEqual([resolving]);
    expect(view.suspects.changes).toEqual([suspect('d')]);
    expect(view.notes).toEqual([
      { eventId: expect.any(String), at: t0 + 9000, actor: 'engine', text: 'done' },
    ]);
  });

  it('opens anew when it comes back', () => {
    const view = fold(
      opened,
      { type: 'IncidentAcknowledged', data: { note: null } },
      { type: 'IncidentResolved', data: { by: 'person', reason: '', at: t0 } },
      { type: 'IncidentReopened', data: { by: 'person', reason: '', at: t0 } },
    );
    expect(view).toMatchObject({ status: 'open', resolvedAt: null, acknowledgedAt: null, reopenings: 1 });
  });

  it('counts again after a split, and takes its name from what stays', () => {
    const view = fold(
      opened,
      joined('b', 'c'),
      { type: 'SignalLate', data: { member: log, latenessMs: 4000 } },
      {
        type: 'SignalsRepeated',
        data: { repeats: [{ fingerprint: 'fp-a', signalIds: ['x', 'y'], lastSeenAt: t0 }] },
      },
      {
        type: 'IncidentSplit',
        data: { newIncidentId: other, signalIds: ['a', 'l', 'x', 'y'], by: 'person' },
      },
    );
    expect(view.tally).toEqual({
      alerts: 2,
      logs: 0,
      changes: 0,
      resolutions: 0,
      repeats: 0,
      late: 0,
      services: { payments: { alerts: 2, logs: 0, firstAt: t0, lastAt: t0 } },
    });
    expect(view.title).toBe('payments: Latency and 1 more alert');
    expect(view.splitInto).toEqual([other]);
  });

  it('takes over what comes with a merge', () => {
    const view = fold(opened, {
      type: 'IncidentsMerged',
      data: { absorbedIds: [other], members: [log], evidence: [evidence], by: 'engine' },
    });
    expect(view).toMatchObject({ absorbedIds: [other], tally: { alerts: 1, logs: 1 } });
    expect(
      fold(opened, { type: 'IncidentMergedInto', data: { survivorId: other, by: 'engine' } }),
    ).toMatchObject({ status: 'merged', mergedInto: other });
  });

  it('is shown as it was known at a moment', () => {
    const events = eventsOf([opened, joined('b'), joined('c')]);
    expect(foldIncident(asOf(events, t0 + 1500))?.members.map(({ signalId }) => signalId)).toEqual([
      'a',
      'b',
    ]);
    expect(foldIncident(asOf(events, t0))).toBeNull();
  });

  it('refuses a stream with a gap or without a beginning', () => {
    const [first, , third] = eventsOf([opened, joined('b'), joined('c')]);
    expect(() => foldIncident([first!, third!])).toThrow(BrokenStreamError);
    expect(() => fold(joined('b'))).toThrow(BrokenStreamError);
  });
});
