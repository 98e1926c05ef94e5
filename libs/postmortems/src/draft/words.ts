const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** What a `Date` can hold; a time beyond it is shown as its limit rather than refused. */
const lastMs = 8.64e15;
const iso = (ms: number): string => new Date(Math.max(-lastMs, Math.min(lastMs, ms))).toISOString();

/** `12 May 2026`, UTC. */
export function date(ms: number): string {
  const at = new Date(iso(ms));
  return `${at.getUTCDate()} ${months[at.getUTCMonth()] ?? ''} ${at.getUTCFullYear()}`;
}

const timeOfDay = (ms: number): string => iso(ms).split('T')[1]?.slice(0, 8) ?? '';
const dayBefore = (ms: number, day: number): string => (date(ms) === date(day) ? '' : `${date(ms)} `);

/** `14:06:35`, with its date in front when that is not the day of `day`. UTC. */
export const clock = (ms: number, day: number): string => dayBefore(ms, day) + timeOfDay(ms);

/** `14:06 UTC`, with its date in front when that is not the day of `day`. */
export const minute = (ms: number, day: number): string =>
  `${dayBefore(ms, day)}${timeOfDay(ms).slice(0, 5)} UTC`;

/** `1 alert`, `2 alerts`. */
export const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

const both = (a: string, b: string, second: number): string => (second === 0 ? a : `${a} ${b}`);

/** A length of time in ms in the two largest units that matter: `47 seconds`, `4 minutes 25 seconds`, `2 hours 5 minutes`. */
export function span(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1000);
  if (seconds < 60) return count(seconds, 'second');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return both(count(minutes, 'minute'), count(seconds % 60, 'second'), seconds % 60);
  if (minutes < 60) return count(Math.round(seconds / 60), 'minute');
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return both(count(hours, 'hour'), count(minutes % 60, 'minute'), minutes % 60);
  return both(count(Math.floor(hours / 24), 'day'), count(hours % 24, 'hour'), hours % 24);
}

/** `a, b and c`; beyond `max` items: `a, b and 4 more`. */
export function list(items: readonly string[], max = 4): string {
  const shown = items.length > max ? items.slice(0, max - 1) : items;
  const rest = items.length - shown.length;
  const all = rest === 0 ? shown : [...shown, `${rest} more`];
  return all.length < 2 ? (all[0] ?? '') : `${all.slice(0, -1).join(', ')} and ${all.at(-1) ?? ''}`;
}

/** A score or weight in [0,1] in a word. */
export const strength = (weight: number): 'strong' | 'moderate' | 'weak' =>
  weight >= 0.7 ? 'strong' : weight >= 0.4 ? 'moderate' : 'weak';

/** Ends with a full stop, exactly one. */
export const stopped = (text: string): string => (/[.!?…]”?$/u.test(text) ? text : `${text}.`);

/** Without a full stop at its end, to go inside another sentence. */
export const unstopped = (text: string): string => text.replace(/\.+$/u, '');

export const quoted = (text: string): string => `“${text}”`;

/** First letter in upper case. */
export const capital = (text: string): string => text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
