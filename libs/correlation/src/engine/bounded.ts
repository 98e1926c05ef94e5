/**
 * Maps that forget the entry that was touched longest ago. A Map iterates in insertion order, and `touch` inserts anew, so the order is
 * that of use: a function of the log, kept by `save`.
 */
export function touch<Value>(map: Map<string, Value>, key: string, value: Value, limit: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= limit) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    if (map.size <= limit) return;
  }
}
