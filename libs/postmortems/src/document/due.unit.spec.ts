import { describe, expect, it } from '@jest/globals';
import { type IncidentFact } from '@throughline/contracts';
import { asEvents, outage } from '../outage.fixture.spec.js';
import { draftDue, isOver } from './due.js';

const ended = { by: 'engine', reason: 'quiet', at: 0 } as const;
const [{ data: opening }] = [outage[0] as Extract<(typeof outage)[number], { type: 'IncidentOpened' }>];
const opened: IncidentFact = { type: 'IncidentOpened', data: opening };
const resolved: IncidentFact = { type: 'IncidentResolved', data: ended };
const reopened: IncidentFact = { type: 'IncidentReopened', data: ended };
const note: IncidentFact = { type: 'NoteAdded', data: { text: 'a note' } };
const late: IncidentFact = { type: 'SignalLate', data: { member: opening.members[0]!, latenessMs: 1 } };
const merged: IncidentFact = {
  type: 'IncidentsMerged',
  data: { absorbedIds: ['x'], members: [], evidence: [], by: 'engine' },
};
const absorbed: IncidentFact = { type: 'IncidentMergedInto', data: { survivorId: 'x', by: 'engine' } };
const stream = (...facts: readonly IncidentFact[]) =>
  asEvents(facts.map((fact) => ({ at: '14:00:00', fact })));

describe('when a draft is due', () => {
  it.each([
    ['open, no document', [opened], null, null],
    ['open, drafted on demand', [opened, note], 1, null],
    ['resolved, no document', [opened, resolved], null, 'resolved'],
    ['resolved, drafted on demand while open', [opened, note, resolved], 2, 'resolved'],
    ['resolved, document up to date', [opened, resolved], 2, null],
    ['reopened, not resolved again', [opened, resolved, reopened], 2, null],
    ['reopened and resolved again', [opened, resolved, reopened, late, resolved], 2, 'resolved again'],
    ['late evidence', [opened, resolved, late, note], 2, 'late evidence'],
    [
      'another one merged into it',
      [opened, resolved, merged, late],
      2,
      'another incident was merged into it',
    ],
    ['absorbed before it was resolved', [opened, absorbed], null, null],
    ['absorbed after it was drafted', [opened, resolved, absorbed], 2, 'merged into another incident'],
    ['a note after it', [opened, resolved, note], 2, 'a note was added'],
  ] as const)('%s', (_, facts, drafted, due) => {
    expect(draftDue(stream(...facts), drafted)).toBe(due);
  });

  it('asks whether the last turn was an end', () => {
    expect(isOver(stream(opened))).toBe(false);
    expect(isOver(stream(opened, resolved, note))).toBe(true);
    expect(isOver(stream(opened, resolved, reopened))).toBe(false);
  });
});
