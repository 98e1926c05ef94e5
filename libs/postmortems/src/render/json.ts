import { type PostmortemDocument } from '../document/document.js';
import { references, type Reference } from './references.js';

/** The document as the API serves it: the same content as every other form, and the events that it cites. */
export type PostmortemJson = PostmortemDocument & { readonly references: readonly Reference[] };

/** Times are in ms since 1970, UTC. */
export const renderJson = (document: PostmortemDocument): PostmortemJson => ({
  ...document,
  references: references(document.incidentId, document.incidentVersion, document.sections),
});
