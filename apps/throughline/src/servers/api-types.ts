import { type incident, type incidentItem, type timelineEntry } from '@throughline/service-api';
import { type z } from 'zod';

/** What the API answers, by the schemas that its OpenAPI document is made of. */
export type IncidentListItem = z.output<typeof incidentItem>;
export type IncidentDetail = z.output<typeof incident>;
export type TimelineItem = z.output<typeof timelineEntry>;

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}
