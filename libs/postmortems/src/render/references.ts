import { type DraftedSection } from '@throughline/contracts';
import { eventId } from '@throughline/identity';

/** An event that a document cites. */
export interface Reference {
  readonly eventId: string;
  /** Its version in the incident's stream. */
  readonly version: number;
}

/**
 * The events that sections cite, each once, by version. An event's id is derived from its stream and version, so the versions are
 * found without reading the stream; what is no event of the incident up to that version is not among them.
 */
export function references(
  incidentId: string,
  incidentVersion: number,
  sections: readonly DraftedSection[],
): readonly Reference[] {
  const cited = new Set(sections.flatMap((section) => section.sentences.flatMap((item) => item.citations)));
  const versions = Array.from({ length: incidentVersion }, (_, index) => index + 1);
  return versions
    .map((version) => ({ eventId: eventId(incidentId, version), version }))
    .filter((reference) => cited.has(reference.eventId));
}
