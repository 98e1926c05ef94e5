/** Turns a tree of plain values, arrays and Maps into JSON and back; a Map keeps its order. */
export function toJson(value: unknown): unknown {
  if (value instanceof Map)
    return { $map: [...(value as Map<string, unknown>)].map(([key, item]) => [key, toJson(item)]) };
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value === 'number' && !Number.isFinite(value)) return { $number: String(value) };
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJson(item)]));
}

export function fromJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromJson);
  if (value === null || typeof value !== 'object') return value;
  if ('$number' in value) return Number(value.$number);
  if ('$map' in value)
    return new Map((value.$map as [string, unknown][]).map(([k, item]) => [k, fromJson(item)]));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fromJson(item)]));
}
