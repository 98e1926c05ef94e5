import { namespace } from '@throughline/contracts';

/** A branch of a union of records, as Avro libraries wrap it. */
export const wrap = (name: string, value: unknown): unknown => ({ [`${namespace}.${name}`]: value });

/** The name of a wrapped branch's record without its namespace, and its value. */
export function unwrap(branch: object): { readonly name: string; readonly value: unknown } {
  for (const [full, value] of Object.entries(branch))
    return { name: full.slice(namespace.length + 1), value };
  throw new TypeError('a union without a branch');
}
