import { type DraftedSection, type PostmortemFact } from '@throughline/contracts';
import { PostmortemError } from './errors.js';

/** A draft is ready: make it the document's, unless the document knows as much already. */
export interface DraftPostmortem {
  readonly type: 'DraftPostmortem';
  readonly incidentId: string;
  /** Last incident event that the draft knows. */
  readonly incidentVersion: number;
  /** Why now, for people. */
  readonly reason: string;
  readonly title: string;
  readonly sections: readonly DraftedSection[];
}

export type PostmortemCommand = DraftPostmortem;

/** What the decider has to know of a document; `none` before its first event. */
export type PostmortemState =
  | { readonly status: 'none' }
  | { readonly status: 'draft'; readonly incidentId: string; readonly incidentVersion: number };

export const initialPostmortem: PostmortemState = { status: 'none' };

function refuseUncited(sections: readonly DraftedSection[]): void {
  for (const { key, sentences } of sections) {
    const bare = sentences.find((sentence) => sentence.citations.length === 0);
    if (bare !== undefined)
      throw new PostmortemError('uncited-sentence', `In section ${key}, “${bare.text}” cites no event.`);
  }
}

/**
 * What happens to the document; nothing when it stands on the same or a later version of the incident, so that a command may be
 * given twice.
 *
 * @throws PostmortemError `uncited-sentence`, `another-incident`.
 */
export function decidePostmortem(
  command: PostmortemCommand,
  state: PostmortemState,
): readonly PostmortemFact[] {
  const { incidentId, incidentVersion, reason, title, sections } = command;
  refuseUncited(sections);
  if (state.status === 'none')
    return [{ type: 'PostmortemDrafted', data: { incidentId, incidentVersion, reason, title, sections } }];
  if (state.incidentId !== incidentId)
    throw new PostmortemError(
      'another-incident',
      `The document is about incident ${state.incidentId}, the draft about ${incidentId}.`,
    );
  if (state.incidentVersion >= incidentVersion) return [];
  return [{ type: 'PostmortemRedrafted', data: { incidentVersion, reason, title, sections } }];
}

export function evolvePostmortem(state: PostmortemState, event: PostmortemFact): PostmortemState {
  switch (event.type) {
    case 'PostmortemDrafted':
      return {
        status: 'draft',
        incidentId: event.data.incidentId,
        incidentVersion: event.data.incidentVersion,
      };
    case 'PostmortemRedrafted':
      return state.status === 'none' ? state : { ...state, incidentVersion: event.data.incidentVersion };
  }
}
