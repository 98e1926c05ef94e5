import { describe, expect, it } from '@jest/globals';
import { type PostmortemEvent } from '@throughline/contracts';
import { evolveDocument, type PostmortemDocument } from './document.js';

const envelope = {
  streamId: 'postmortem-1',
  globalPosition: 1,
  tenant: 'acme',
  environment: 'production',
  scope: 'acme/production',
  occurredAt: 1_000,
  metadata: { actor: 'postmortem', causationId: 'c', correlationId: 'incident-1', policyVersion: null },
};
const sections = [
  { key: 'summary', heading: 'Summary', sentences: [{ text: 'It failed.', citations: ['e1'] }], prompts: [] },
];
const drafted: PostmortemEvent = {
  ...envelope,
  eventId: 'p1',
  version: 1,
  recordedAt: 2_000,
  type: 'PostmortemDrafted',
  data: { incidentId: 'incident-1', incidentVersion: 7, reason: 'resolved', title: 'Title', sections },
};
const redrafted: PostmortemEvent = {
  ...envelope,
  eventId: 'p2',
  version: 2,
  recordedAt: 3_000,
  type: 'PostmortemRedrafted',
  data: { incidentVersion: 9, reason: 'late evidence', title: 'Other title', sections: [] },
};

describe('the fold of a document', () => {
  it('is its first draft', () => {
    expect(evolveDocument(null, drafted)).toEqual({
      id: 'postmortem-1',
      incidentId: 'incident-1',
      tenant: 'acme',
      environment: 'production',
      scope: 'acme/production',
      version: 1,
      incidentVersion: 7,
      status: 'draft',
      title: 'Title',
      reason: 'resolved',
      sections,
      draftedAt: 2_000,
      updatedAt: 2_000,
    });
  });

  it('keeps when it was drafted first, and the incident that it is about', () => {
    const events = [drafted, redrafted];
    const document = events.reduce<PostmortemDocument | null>(evolveDocument, null);
    expect(document).toMatchObject({
      incidentId: 'incident-1',
      version: 2,
      incidentVersion: 9,
      title: 'Other title',
      reason: 'late evidence',
      draftedAt: 2_000,
      updatedAt: 3_000,
      sections: [],
    });
    expect(events.reduce<PostmortemDocument | null>(evolveDocument, null)).toEqual(document);
  });

  it('refuses a stream that begins in the middle', () => {
    expect(() => evolveDocument(null, redrafted)).toThrow(
      expect.objectContaining({ code: 'not-a-postmortem' }),
    );
  });
});
