import { contentHash } from '@throughline/identity';
import { shifted, type SignalLine } from './signal-line.js';

/**
 * The same history once more, ending now: all times move so that the last signal happens at `now`, and the ids change with them,
 * because it is another history and not the same records again.
 */
export function rebased(lines: readonly SignalLine[], now: number): readonly SignalLine[] {
  const last = lines.reduce(
    (latest, { occurredAt }) => Math.max(latest, occurredAt ?? Number.NEGATIVE_INFINITY),
    Number.NEGATIVE_INFINITY,
  );
  if (!Number.isFinite(last)) return lines;
  const suffix = contentHash(String(now), 6);
  return lines.map((line) => {
    const moved = shifted(line, now - last);
    const { id } = moved.fields;
    return typeof id === 'string' ? { ...moved, fields: { ...moved.fields, id: `${id}~${suffix}` } } : moved;
  });
}
