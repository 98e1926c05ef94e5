import { describe, expect, it } from '@jest/globals';
import { type DraftedSection, type PostmortemFact } from '@throughline/contracts';
import { type DraftPostmortem, decidePostmortem, evolvePostmortem, initialPostmortem } from './decider.js';

const sections: readonly DraftedSection[] = [
  { key: 'summary', heading: 'Summary', sentences: [{ text: 'It failed.', citations: ['e1'] }], prompts: [] },
];
const command = (incidentVersion: number, more: Partial<DraftPostmortem> = {}): DraftPostmortem => ({
  type: 'DraftPostmortem',
  incidentId: 'incident-1',
  incidentVersion,
  reason: 'resolved',
  title: 'Title',
  sections,
  ...more,
});
const drafted: PostmortemFact = {
  type: 'PostmortemDrafted',
  data: { incidentId: 'incident-1', incidentVersion: 7, reason: 'resolved', title: 'Title', sections },
};

const given = (...facts: readonly PostmortemFact[]) => {
  const state = facts.reduce(evolvePostmortem, initialPostmortem);
  return { when: (asked: DraftPostmortem) => () => decidePostmortem(asked, state) };
};

describe('a post-mortem document', () => {
  it('opens with its first draft', () => {
    expect(given().when(command(7))()).toEqual([drafted]);
  });

  it('is drafted anew when the incident has moved on', () => {
    expect(given(drafted).when(command(9, { reason: 'late evidence' }))()).toEqual([
      {
        type: 'PostmortemRedrafted',
        data: { incidentVersion: 9, reason: 'late evidence', title: 'Title', sections },
      },
    ]);
  });

  it.each([7, 3])('says nothing when it knows the incident up to 7 and the draft up to %i', (version) => {
    expect(given(drafted).when(command(version))()).toEqual([]);
  });

  it('stands on the version of its last draft', () => {
    const redrafted: PostmortemFact = {
      type: 'PostmortemRedrafted',
      data: { incidentVersion: 9, reason: 'late evidence', title: 'Title', sections },
    };
    expect(given(drafted, redrafted).when(command(9))()).toEqual([]);
    expect(given(drafted, redrafted).when(command(10))()).toHaveLength(1);
  });

  it('refuses a sentence without citation', () => {
    const bare = [{ ...sections[0]!, sentences: [{ text: 'It failed.', citations: [] }] }];
    expect(given().when(command(7, { sections: bare }))).toThrow(
      expect.objectContaining({ code: 'uncited-sentence' }),
    );
  });

  it('refuses the draft of another incident', () => {
    expect(given(drafted).when(command(9, { incidentId: 'incident-2' }))).toThrow(
      expect.objectContaining({ code: 'another-incident' }),
    );
  });
});
