import { type FieldError, type Link } from '@throughline/contracts';
import { type SignalFlag } from '../flags.js';
import { limits } from '../limits.js';
import { absurdity, readTime } from './time.js';

export type Fields = Readonly<Record<string, unknown>>;
export type TextMap = Readonly<Record<string, string>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

type Scalar = string | number | boolean;

const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value));

export const typeName = (value: unknown): string => {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
};

/** `__proto__` would vanish in assignments on the way: it gets a name that does not. */
const safeKey = (key: string): string => (key === '__proto__' ? '_proto_' : key);

/**
 * Reads the fields of one record and gathers all that is wrong with it. A reader that met an error goes on with a stand-in, so that one
 * look tells everything; its result counts only when `errors` is empty. One reader a record, used by one function at a time.
 */
export class FieldReader {
  readonly flags = new Set<SignalFlag>();
  private readonly found: FieldError[] = [];
  private readonly known = new Set<string>();

  constructor(private readonly fields: Fields) {}

  get errors(): readonly FieldError[] {
    return this.found;
  }

  fail(path: string, message: string): void {
    if (this.found.length < limits.errors) this.found.push({ path, message });
  }

  /** The value of an own field; null when it is absent. */
  raw(name: string): unknown {
    this.known.add(name);
    return Object.hasOwn(this.fields, name) ? (this.fields[name] ?? null) : null;
  }

  optional(name: string): string | null {
    const value = this.raw(name);
    if (value === null || typeof value === 'string') return value;
    this.fail(name, `expected text, got ${typeName(value)}`);
    return null;
  }

  /** Text that is null when it is absent or blank. */
  filled(name: string): string | null {
    const value = this.optional(name);
    return value === null || value.trim() === '' ? null : value;
  }

  required(name: string): string {
    const value = this.raw(name);
    if (typeof value === 'string' && value.trim() !== '') return value;
    const got = value === null ? 'nothing' : typeof value === 'string' ? 'empty text' : typeName(value);
    this.fail(name, `expected text, got ${got}`);
    return '';
  }

  /** A word out of a list, whatever its case; `-` stands for `_`. */
  word<Word extends string>(name: string, words: readonly [Word, ...Word[]]): Word {
    const text = this.required(name);
    const wanted = text.trim().toLowerCase().replaceAll('-', '_');
    const word = words.find((candidate) => candidate === wanted);
    if (word === undefined && text !== '') this.fail(name, `expected one of ${words.join(', ')}`);
    return word ?? words[0];
  }

  /** When something happened, epoch ms; a time before 2000 is refused. */
  time(name: string): number | null {
    const ms = this.anyTime(name);
    const problem = ms === null ? undefined : absurdity(ms);
    if (problem === undefined) return ms;
    this.fail(name, problem);
    return null;
  }

  /** A time of which sources say "none" by one long ago (`0001-01-01T00:00:00Z`). */
  timeOrNever(name: string): number | null {
    const ms = this.anyTime(name);
    return ms !== null && absurdity(ms) === undefined ? ms : null;
  }

  private anyTime(name: string): number | null {
    const value = this.raw(name);
    if (value === null) return null;
    const time = readTime(value);
    if (!time.ok) {
      this.fail(name, time.message);
      return null;
    }
    if (time.assumedUtc) this.flags.add('assumed-utc');
    return time.ms;
  }

  /** A number that JSON and PostgreSQL keep as it is. */
  number(name: string): number | null {
    const value = this.raw(name);
    if (value === null) return null;
    if (typeof value !== 'number') {
      this.fail(name, `expected a number, got ${typeName(value)}`);
      return null;
    }
    if (Number.isFinite(value)) return value === 0 ? 0 : value;
    this.flags.add('dropped-value');
    return null;
  }

  /** A map to text; scalars become text, everything else is dropped. */
  map(name: string): TextMap {
    const value = this.raw(name);
    if (value === null) return {};
    if (!isFields(value)) {
      this.fail(name, `expected a map of text to text, got ${typeName(value)}`);
      return {};
    }
    return this.texts(Object.entries(value));
  }

  /** Every field that nobody has read, as `map` would read it. */
  rest(): TextMap {
    const unknown = Object.entries(this.fields).filter(([name]) => !this.known.has(name));
    const scalars = unknown.filter(([, value]) => isScalar(value));
    if (unknown.some(([, value]) => !isScalar(value) && value !== null)) this.flags.add('dropped-fields');
    return Object.fromEntries(scalars.map(([name, value]) => [this.safe(name), String(value)]));
  }

  links(name: string): readonly Link[] {
    const value = this.raw(name);
    if (value === null) return [];
    if (!Array.isArray(value)) {
      this.fail(name, `expected an array of { href, text }, got ${typeName(value)}`);
      return [];
    }
    const links = value.slice(0, limits.links).flatMap((item: unknown) => readLink(item));
    if (links.length < value.length) this.flags.add('dropped-links');
    return links;
  }

  private texts(entries: readonly [string, unknown][]): TextMap {
    const kept = entries.filter(([key, value]) => key !== '' && isScalar(value));
    if (kept.length < entries.length) this.flags.add('dropped-labels');
    if (kept.some(([, value]) => typeof value !== 'string')) this.flags.add('coerced-label');
    return Object.fromEntries(kept.map(([key, value]) => [this.safe(key), String(value)]));
  }

  private safe(key: string): string {
    const safe = safeKey(key);
    if (safe !== key) this.flags.add('renamed-label');
    return safe;
  }
}

/** Only web addresses: a `javascript:` link is an attack on whoever clicks it. */
function readLink(value: unknown): Link[] {
  if (!isFields(value)) return [];
  const { href, text } = value;
  if (typeof href !== 'string' || !/^https?:\/\/\S+$/i.test(href) || href.length > limits.href) return [];
  return [{ href, text: typeof text === 'string' && text.trim() !== '' ? text : href }];
}
