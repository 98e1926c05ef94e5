import { type Headers } from './reading.js';

/** A header's first value as text, whatever the case of its name; undefined when there is none. */
export function header(headers: Headers, name: string): string | undefined {
  const value = headers[name] ?? find(headers, name);
  const first: Buffer | string | undefined = Array.isArray(value)
    ? (value as readonly (Buffer | string)[])[0]
    : (value as Buffer | string | undefined);
  return first?.toString();
}

function find(headers: Headers, name: string): Headers[string] {
  const found = Object.keys(headers).find((each) => each.toLowerCase() === name);
  return found === undefined ? undefined : headers[found];
}

/** All `ce_` headers without their prefix, in lower case; undefined when there is none. */
export function cloudEventHeaders(headers: Headers): Record<string, string> | undefined {
  const names = Object.keys(headers).filter((name) => name.toLowerCase().startsWith('ce_'));
  if (names.length === 0) return undefined;
  return Object.fromEntries(names.map((name) => [name.slice(3).toLowerCase(), header(headers, name) ?? '']));
}
