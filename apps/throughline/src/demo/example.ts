import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The example that the demo publishes. */
const directory = new URL('../../../../examples/checkout-outage/', import.meta.url);

export const exampleSignals = fileURLToPath(new URL('signals.jsonl', directory));
export const exampleCatalog = fileURLToPath(new URL('catalog.yaml', directory));

/** What must come out, by the producers' ids. */
export interface Expected {
  readonly incident: { readonly services: readonly string[] };
  readonly suspectedChange: { readonly changeId: string };
}

export const expected = (): Expected =>
  JSON.parse(readFileSync(new URL('expected.json', directory), 'utf8')) as Expected;
