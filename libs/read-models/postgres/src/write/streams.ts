import { type IncidentEvent, type IncidentFact } from '@throughline/contracts';
import { type EventStore } from '@throughline/event-store-port';
import type pg from 'pg';

/** The event store on the database of the read models. */
export type IncidentStore = EventStore<pg.ClientBase>;

const pageSize = 1000;

/** The events of a stream from `fromVersion` on, as the transaction sees them, up to `toVersion` when it is given. */
export async function readIncidentStream(
  store: IncidentStore,
  client: pg.ClientBase,
  streamId: string,
  fromVersion = 1,
  toVersion = Number.MAX_SAFE_INTEGER,
): Promise<IncidentEvent[]> {
  const events: IncidentEvent[] = [];
  for (;;) {
    const from = fromVersion + events.length;
    const maxCount = Math.min(pageSize, toVersion - from + 1);
    if (maxCount < 1) return events;
    const page = await store.readStream<IncidentFact>(streamId, { fromVersion: from, maxCount }, client);
    events.push(...page);
    if (page.length < maxCount) return events;
  }
}
