import { earliestTime } from '../limits.js';

export type TimeResult =
  | { readonly ok: true; readonly ms: number; readonly assumedUtc: boolean }
  | { readonly ok: false; readonly message: string };

const iso =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,12}))?)?\s?([Zz]|[+-]\d{2}(?::?\d{2})?)?)?$/;

/** What a JavaScript date can hold, ms. */
const latest = 8.64e15;

const expected = 'expected a time as ISO 8601 (2025-06-01T12:00:00Z) or epoch milliseconds';

/** Reads epoch milliseconds (number or Date) or ISO 8601 text; without a zone it is UTC. Any year: see `isAbsurd`. */
export function readTime(value: unknown): TimeResult {
  if (value instanceof Date) return fromNumber(value.getTime());
  if (typeof value === 'number') return fromNumber(value);
  if (typeof value === 'string') return fromText(value.trim());
  return { ok: false, message: `${expected}, got ${typeof value}` };
}

/** Why a time cannot be when something happened; undefined when it can. */
export function absurdity(ms: number): string | undefined {
  if (ms >= earliestTime) return undefined;
  const seconds = ms * 1_000 >= earliestTime;
  return seconds
    ? 'expected epoch milliseconds, got what looks like epoch seconds'
    : 'expected a time after the year 2000';
}

function fromNumber(value: number): TimeResult {
  const ms = Math.trunc(value);
  if (!Number.isFinite(ms) || Math.abs(ms) > latest)
    return { ok: false, message: `${expected}, got no valid time` };
  return { ok: true, ms: ms === 0 ? 0 : ms, assumedUtc: false };
}

function fromText(text: string): TimeResult {
  const match = iso.exec(text);
  if (!match) return { ok: false, message: `${expected}, got other text` };
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone] = match;
  const local = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  const inRange = Number(hour) <= 24 && Number(minute) <= 59 && Number(second) <= 60;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (!inRange || date.getUTCDate() !== Number(day) || date.getUTCMonth() !== Number(month) - 1) {
    return { ok: false, message: `${expected}, got a date that does not exist` };
  }
  const ms = local + Number(fraction.padEnd(3, '0').slice(0, 3)) - offsetOf(zone);
  return { ok: true, ms, assumedUtc: zone === undefined && text.length > 10 };
}

/** Milliseconds that a zone is ahead of UTC. */
function offsetOf(zone: string | undefined): number {
  if (zone === undefined || /^z$/i.test(zone)) return 0;
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}
