import { v5 } from 'uuid';

/** Namespace of all ids that Throughline derives; never changes, or every id would. */
const root = '6f1d2c7e-5b1a-5e0b-9a5e-3d0f0a2b7c11';

/**
 * A UUIDv5 of a kind of thing and the parts that make it what it is. The parts are length-prefixed, so that
 * `('a', 'bc')` and `('ab', 'c')` differ.
 */
export const derivedId = (kind: string, ...parts: readonly string[]): string =>
  v5([kind, ...parts].map((part) => `${part.length}:${part}`).join(''), root);

/** The identity of a signal inside Throughline. */
export const signalId = (tenant: string, environment: string, source: string, sourceId: string): string =>
  derivedId('signal', tenant, environment, source, sourceId);

/** The identity of an incident: its scope and the first signal that founded it. */
export const incidentId = (scope: string, foundingSignalId: string): string =>
  derivedId('incident', scope, foundingSignalId);

/** The identity of a post-mortem: its incident and its ordinal (an incident may have several documents). */
export const postmortemId = (incident: string, ordinal: number): string =>
  derivedId('postmortem', incident, String(ordinal));

/** The identity of an event: its stream and its version there. */
export const eventId = (streamId: string, version: number): string =>
  derivedId('event', streamId, String(version));
