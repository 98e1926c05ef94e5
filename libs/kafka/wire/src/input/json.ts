import { isUtf8 } from 'node:buffer';
import { type ReadValue, unreadable, type UnreadableValue } from './reading.js';

/** How deeply objects and arrays may nest in JSON: beyond what any source sends, far below what a recursive reader survives. */
export const maxJsonDepth = 64;

const quote = 0x22;
const backslash = 0x5c;

/** Whether brackets nest deeper than the limit, without parsing: the bytes of multi-byte characters are never ASCII. */
export function isTooDeep(json: Buffer, limit = maxJsonDepth): boolean {
  let depth = 0;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at];
    if (byte === quote) at = endOfString(json, at);
    else if (byte === 0x7b || byte === 0x5b) {
      depth += 1;
      if (depth > limit) return true;
    } else if (byte === 0x7d || byte === 0x5d) depth -= 1;
  }
  return false;
}

function endOfString(json: Buffer, start: number): number {
  let at = start + 1;
  while (at < json.length && json[at] !== quote) at += json[at] === backslash ? 2 : 1;
  return at;
}

const withoutPrototype = (name: string, value: unknown): unknown =>
  name === '__proto__' ? undefined : value;

/** A name may be written with escapes, so any `\u00` makes the careful way necessary. */
function parse(text: string): unknown {
  const careful = text.includes('__proto__') || text.includes('\\u00');
  return careful ? JSON.parse(text, withoutPrototype) : JSON.parse(text);
}

type Parsed =
  { readonly ok: true; readonly value: unknown; readonly repairs: readonly string[] } | UnreadableValue;

/** Any JSON value, bounded in depth. `__proto__` is dropped wherever it is a name; `constructor` is a name like others. */
export function parseJson(bytes: Buffer, path = ''): Parsed {
  const json = bytes.subarray(0, 3).equals(byteOrderMark) ? bytes.subarray(3) : bytes;
  if (isTooDeep(json)) {
    return unreadable('json-too-deep', `nested deeper than ${maxJsonDepth} objects and arrays`, path);
  }
  try {
    return { ok: true, value: parse(json.toString('utf8')), repairs: isUtf8(json) ? [] : ['invalid-utf8'] };
  } catch {
    return unreadable('not-json', 'not JSON', path);
  }
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** Whether a value is a JSON object. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const kindOf = (value: unknown): string => {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`;
};

/** {@link unreadable} for JSON that is no object. */
export const notAnObject = (value: unknown, path = ''): UnreadableValue =>
  unreadable('json-not-object', `${kindOf(value)}; a signal is a JSON object`, path);

/** A value that is a JSON object with the signal's fields. */
export function readJson(value: Buffer): ReadValue | UnreadableValue {
  const parsed = parseJson(value);
  if (!parsed.ok) return parsed;
  if (!isObject(parsed.value)) return notAnObject(parsed.value);
  return { ok: true, form: 'json', fields: parsed.value, hints: {}, repairs: parsed.repairs };
}
