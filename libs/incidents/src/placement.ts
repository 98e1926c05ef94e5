import { type EventMetadata, type IncidentEvent, type IncidentFact } from '@throughline/contracts';
import { eventId } from '@throughline/identity';

/** Where facts go in a stream, and how they came about. */
export interface Placement {
  /** The incident's id. */
  readonly streamId: string;
  /** Version of the stream before them; 0 for a new one. */
  readonly version: number;
  readonly tenant: string;
  readonly environment: string;
  readonly scope: string;
  /** Event time, epoch ms. */
  readonly occurredAt: number;
  /** When it was decided by the log's clock, epoch ms. */
  readonly recordedAt: number;
  readonly metadata: EventMetadata;
}

/** Facts as the next events of a stream. `globalPosition` is 0: only the store knows it. */
export const incidentEvents = (facts: readonly IncidentFact[], placement: Placement): IncidentEvent[] =>
  facts.map((fact, index) => {
    const version = placement.version + index + 1;
    return {
      ...placement,
      ...fact,
      version,
      eventId: eventId(placement.streamId, version),
      globalPosition: 0,
    };
  });
