/** What varies between two lines that say the same, most specific first. */
const masks: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<uuid>'],
  [/"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*'(?![A-Za-z])/g, '<str>'],
  [
    /\b[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.,][0-9]{1,9})?(?:Z|[+-][0-9]{2}:?[0-9]{2})?/g,
    '<time>',
  ],
  [/\b[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?::[0-9]{1,5})?\b/g, '<ip>'],
  [/(?<![0-9A-Za-z:])(?:[0-9a-f]{1,4}:){3,7}[0-9a-f]{1,4}(?![0-9A-Za-z:])/gi, '<ip>'],
  [/\b0x[0-9a-f]+\b/gi, '<hex>'],
  [/\b(?=[a-f]*[0-9])[0-9a-f]{8,}\b/gi, '<hex>'],
  [/[0-9]+(?:[.,][0-9]+)*/g, '<num>'],
  [/\s+/g, ' '],
];

/**
 * A log line without what varies: numbers, hexadecimal words, UUIDs, addresses, times and quoted strings are masked, white space is one blank.
 * Deliberately not a template miner: it knows one line at a time.
 */
export const messagePattern = (message: string): string =>
  masks.reduce((text, [pattern, mask]) => text.replace(pattern, mask), message).trim();
