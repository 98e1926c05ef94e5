import { type IncidentEvent } from '@throughline/contracts';

declare const citation: unique symbol;

/** The id of an event that was really read from the incident's stream: only `cite` makes one, so none can dangle. */
export type Citation = string & { readonly [citation]: true };

/** What a sentence stands on: never nothing. */
export type Citations = readonly [Citation, ...Citation[]];

export const cite = (event: IncidentEvent): Citation => event.eventId as Citation;
