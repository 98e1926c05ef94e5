import { type IncidentEvent } from '@throughline/contracts';
import { z } from 'zod';
import { id, iso, named, pageOf, time } from './parts.js';

export const event = named(
  'Event',
  z
    .strictObject({
      eventId: id,
      streamId: id,
      version: z.int().min(1),
      type: z.string(),
      occurredAt: time,
      recordedAt: time,
      metadata: z.strictObject({
        actor: z.string(),
        causationId: z.string(),
        correlationId: z.string(),
        policyVersion: z.string().nullable(),
      }),
      data: z
        .record(z.string(), z.unknown())
        .describe('As schemas/incident-events.avsc has it for this type; times in epoch milliseconds'),
    })
    .describe('One event of the incident, as stored'),
);

export const eventPage = pageOf('EventPage', event);

export const eventOf = (stored: IncidentEvent): z.output<typeof event> => {
  const { actor, causationId, correlationId, policyVersion } = stored.metadata;
  return {
    eventId: stored.eventId,
    streamId: stored.streamId,
    version: stored.version,
    type: stored.type,
    occurredAt: iso(stored.occurredAt),
    recordedAt: iso(stored.recordedAt),
    metadata: { actor, causationId, correlationId, policyVersion },
    data: { ...stored.data },
  };
};
