import { type Citation, type Citations } from '../story/citation.js';

/** A generated sentence: it cannot be made without an event that it stands on. */
export interface Sentence {
  readonly text: string;
  readonly citations: Citations;
}

/** Whatever carries the event that tells it. */
export interface Cited {
  readonly by: Citation;
}

/** A sentence over more events than this cites the first ones and the last one; the appendix names the whole range. */
export const maxCitations = 5;

/** A sentence of plain text and what it stands on. */
export function say(text: string, first: Cited, ...more: readonly Cited[]): Sentence {
  const all = [...new Set([first, ...more].map((cited) => cited.by))];
  const last = all.at(-1);
  const [head = first.by, ...tail] =
    all.length <= maxCitations || last === undefined ? all : [...all.slice(0, maxCitations - 1), last];
  return { text, citations: [head, ...tail] };
}

/** A sentence about many things, when there are any. */
export function sayOf(text: string, things: readonly Cited[]): readonly Sentence[] {
  const [first, ...more] = things;
  return first === undefined ? [] : [say(text, first, ...more)];
}
