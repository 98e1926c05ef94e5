import { type IncidentEvent, type IncidentFact } from '@throughline/contracts';
import type pg from 'pg';
import { type IncidentStore } from '../write/streams.js';
import { valuesOf } from './position.js';
import { rowsWanted, sliceOf, versioned, type VersionedSlice, type Window } from './slice.js';

/** A part of an incident's events, in order. Throws `InvalidPositionError`. */
export function incidentEvents(
  pool: pg.Pool,
  store: IncidentStore,
  tenant: string,
  id: string,
  window: Window,
): Promise<VersionedSlice<IncidentEvent> | null> {
  return versioned(pool, tenant, id, async (client) => {
    const [after] = valuesOf(['integer'], window.after);
    const range = { fromVersion: Number(after ?? 0) + 1, maxCount: rowsWanted(window) };
    const events = await store.readStream<IncidentFact>(id, range, client);
    return sliceOf(events, window, ({ version }) => [version]);
  });
}
