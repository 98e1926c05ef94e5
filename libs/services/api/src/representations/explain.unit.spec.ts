import { describe, expect, it } from '@jest/globals';
import { type Membership } from '@throughline/read-models-postgres';
import { decision, evidence, openOnes, resolved } from '../testing/story.spec-support.js';
import { explain } from './explain.js';

const membership: Membership = {
  signalId: resolved.id,
  incidentId: resolved.id,
  toldBy: resolved.id,
  tenant: 'default',
  movedTo: null,
  role: 'member',
  kind: 'alert',
  service: null,
  source: null,
  fingerprint: 'fp',
  name: null,
  summary: null,
  severity: null,
  status: null,
  occurredAt: 0,
  receivedAt: null,
  score: 0.8,
  evidence: [evidence, { ...evidence, weight: 0.9, text: 'Same trace.' }],
  policyVersion: 'p1',
  eventId: resolved.id,
  version: 1,
};

const held = (more: Partial<Membership>) =>
  explain({ membership: { ...membership, ...more }, formerly: [], decision: null });

describe('explain', () => {
  it('names the incident and the strongest evidence', () => {
    expect(held({})).toBe(`It belongs to incident ${resolved.id}: Same trace.`);
    expect(held({ role: 'late', evidence: [] })).toBe(
      `It arrived late and belongs to incident ${resolved.id}.`,
    );
  });

  it('follows a merge and a split', () => {
    const other = openOnes[0]!.id;
    expect(held({ incidentId: other })).toContain(`${other}, into which ${resolved.id} was merged`);
    const moved = { ...membership, movedTo: other };
    expect(explain({ membership: null, formerly: [moved], decision: null })).toBe(
      `It was moved out of incident ${resolved.id} into ${other}.`,
    );
  });

  it.each(['candidate', 'change', 'beyond-lateness', 'suppressed', 'context', 'something-new'])(
    'says why it is in none: %s',
    (outcome) => {
      expect(explain({ membership: null, formerly: [], decision: { ...decision, outcome } })).toMatch(
        /^It is in no incident: .+\.$/,
      );
    },
  );

  it('says when nothing is decided yet', () => {
    expect(explain({ membership: null, formerly: [], decision: null })).toMatch(/not decided yet/);
  });
});
