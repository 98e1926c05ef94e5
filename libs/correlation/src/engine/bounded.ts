/**
 * Maps that forget the entries that were touched longest ago. A Map iterates in insertion order, and `touch` inserts anew, so the order is
 * that of use: a function of the log, kept by `save`. An eighth above the limit they go back to it at once: looking for the oldest of a
 * Map that just lost its oldest is slow, so it is done seldom.
 */
export function touch<Value>(map: Map<string, Value>, key: string, value: Value, limit: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= limit + (limit >> 3)) return;
  for (const oldest of map.keys()) {
    if (map.size <= limit) return;
    map.delete(oldest);
  }
}
