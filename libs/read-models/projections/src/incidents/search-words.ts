const runs = /[\p{L}\p{N}]+/gu;
const camelHumps = /(\p{Ll}|\p{N})(?=\p{Lu})/gu;

/** A longer word is found by its beginning: an index entry has a limit. */
const longest = 60;

const wordsOf = (text: string): string[] =>
  (text.match(runs) ?? []).map((word) => word.toLowerCase().slice(0, longest));

/** So many distinct words are kept of one incident. */
const most = 500;

/** The words of texts, lower case, each once; of `HighErrorRate` its humps too, so that somebody who looks for `error` finds it. */
export function searchWords(texts: readonly string[]): string {
  const words = texts.flatMap((text) => [...wordsOf(text), ...wordsOf(text.replace(camelHumps, '$1 '))]);
  return [...new Set(words)].slice(0, most).join(' ');
}

/** The words that somebody looks for; the same rule, so that what was stored is found. */
export const queryWords = (query: string): readonly string[] => wordsOf(query).slice(0, 20);
