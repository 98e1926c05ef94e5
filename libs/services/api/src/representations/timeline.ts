import { timelineKinds, type TimelineEntry } from '@throughline/incidents';
import { z } from 'zod';
import { id, iso, named, pageOf, severity, time } from './parts.js';

export const timelineKind = named('TimelineKind', z.enum(timelineKinds));

export const timelineEntry = named(
  'TimelineEntry',
  z
    .strictObject({
      key: z.string().describe('Unique in the timeline'),
      eventId: id.describe('The event that says so'),
      occurredAt: time,
      recordedAt: time.describe('When it was known'),
      kind: timelineKind,
      importance: z.enum(['key', 'normal', 'minor']),
      text: z.string().describe('One sentence. It may hold ingested text: escape it'),
      service: z.string().nullable(),
      severity: severity.nullable(),
      signalId: id.nullable(),
      actor: z.string().describe('`engine`, or who gave the command'),
    })
    .describe('One line of the story, citing the event that it comes from'),
);

export const timelinePage = pageOf('TimelinePage', timelineEntry);

export const timelineEntryOf = (entry: TimelineEntry): z.output<typeof timelineEntry> => ({
  key: entry.key,
  eventId: entry.eventId,
  occurredAt: iso(entry.occurredAt),
  recordedAt: iso(entry.recordedAt),
  kind: entry.kind,
  importance: entry.importance,
  text: entry.text,
  service: entry.service,
  severity: entry.severity,
  signalId: entry.signalId,
  actor: entry.actor,
});
