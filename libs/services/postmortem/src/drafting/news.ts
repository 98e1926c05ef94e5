import { type IncidentEvent } from '@throughline/contracts';
import { type IncidentNews } from './drafts.js';

const ends = (event: IncidentEvent): boolean =>
  event.type === 'IncidentResolved' || event.type === 'IncidentMergedInto';

/** What a batch of events says about each incident: one entry an incident, however many of its events the batch holds. */
export function newsOf(events: readonly IncidentEvent[]): readonly IncidentNews[] {
  const byIncident = new Map<string, IncidentNews>();
  for (const event of events) {
    const known = byIncident.get(event.streamId);
    byIncident.set(event.streamId, {
      incidentId: event.streamId,
      version: Math.max(known?.version ?? 0, event.version),
      ended: (known?.ended ?? false) || ends(event),
    });
  }
  return [...byIncident.values()];
}
