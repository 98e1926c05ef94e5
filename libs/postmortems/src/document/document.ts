import { type DraftedSection, type PostmortemEvent } from '@throughline/contracts';
import { PostmortemError } from './errors.js';

/** The document as it stands: the fold of its events that readers get. */
export interface PostmortemDocument {
  readonly id: string;
  readonly incidentId: string;
  readonly tenant: string;
  readonly environment: string;
  readonly scope: string;
  /** Version of the document's stream. */
  readonly version: number;
  /** Last incident event that the text knows. */
  readonly incidentVersion: number;
  readonly status: 'draft';
  readonly title: string;
  /** Why it was drafted last. */
  readonly reason: string;
  readonly sections: readonly DraftedSection[];
  /** When it was drafted first and last, ms. */
  readonly draftedAt: number;
  readonly updatedAt: number;
}

/**
 * The document after one more event of its stream.
 *
 * @throws PostmortemError `not-a-postmortem` when a stream does not begin with `PostmortemDrafted`.
 */
export function evolveDocument(
  document: PostmortemDocument | null,
  event: PostmortemEvent,
): PostmortemDocument {
  const { version, recordedAt } = event;
  if (event.type === 'PostmortemDrafted') {
    const { streamId: id, tenant, environment, scope } = event;
    return {
      id,
      tenant,
      environment,
      scope,
      status: 'draft',
      ...event.data,
      version,
      draftedAt: recordedAt,
      updatedAt: recordedAt,
    };
  }
  if (document === null)
    throw new PostmortemError(
      'not-a-postmortem',
      `Stream ${event.streamId} begins with ${event.type}, not with PostmortemDrafted.`,
    );
  return { ...document, ...event.data, version, updatedAt: recordedAt };
}
