import { type IncidentEvent, type IncidentFact } from '@throughline/contracts';
import { type IncidentStore } from '../write/streams.js';
import { decodeCursor, encodeCursor, isUuid } from './cursor.js';
import { limitOf, type Page, pageOf, type PageOptions } from './page.js';

/** A page of an incident's events, in order; empty for an unknown incident. Throws `InvalidCursorError`. */
export async function incidentEvents(
  store: IncidentStore,
  tenant: string,
  id: string,
  query: PageOptions = {},
): Promise<Page<IncidentEvent>> {
  const [after] = decodeCursor('events', ['number'], query.cursor) ?? [0];
  if (!isUuid(id)) return { items: [], nextCursor: null };
  const limit = limitOf(query);
  const events = await store.readStream<IncidentFact>(id, {
    fromVersion: Number(after) + 1,
    maxCount: limit + 1,
  });
  return pageOf(
    events.filter((event) => event.tenant === tenant),
    limit,
    ({ version }) => encodeCursor('events', [version]),
    (event) => event,
  );
}
