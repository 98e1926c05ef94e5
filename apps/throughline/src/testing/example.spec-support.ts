import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const directory = new URL('../../../../examples/checkout-outage/', import.meta.url);

/** The example that comes with the product, and what it says must come out of it. */
export const example = {
  signals: fileURLToPath(new URL('signals.jsonl', directory)),
  catalog: fileURLToPath(new URL('catalog.yaml', directory)),
  expected: JSON.parse(readFileSync(new URL('expected.json', directory), 'utf8')) as {
    readonly lines: number;
    readonly signals: number;
    readonly incident: {
      readonly services: readonly string[];
      readonly signalIds: readonly string[];
      readonly logSignalIds: readonly string[];
    };
    readonly suspectedChange: { readonly changeId: string };
    readonly unrelated: { readonly signalIds: readonly string[] };
    readonly secrets: readonly string[];
  },
};
