declare const markdown: unique symbol;

/** Markdown that is safe to join: made from literals of this library and from escaped text, by `mark` and `joined` only. */
export type Markdown = string & { readonly [markdown]: true };

const entities: Readonly<Record<string, string>> = { '<': '&lt;', '&': '&amp;' };

/** GitHub turns a bare address into a link and a name after @ into a mention even when escaped: this invisible character stops it. */
const wordJoiner = '\u2060';

/**
 * Text as Markdown (GitHub's) that shows exactly it, wherever in a line it stands: no emphasis, code, link, image, table cell,
 * formula, footnote, HTML, heading, list or quotation comes of it. What means nothing in its place stays as it is, so that
 * the source reads well too.
 */
export const escapeMarkdown = (text: string): Markdown =>
  text
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/[\\`*[\]~|$]/gu, '\\$&')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/[<&]/gu, (character) => entities[character] ?? '')
    .replace(/:\/\//gu, ':\\//')
    .replace(/\bwww\./giu, (prefix) => `${prefix.slice(0, -1)}\\.`)
    .replace(/@/gu, `@${wordJoiner}`)
    .replace(/^[#+=>-]/u, '\\$&')
    .replace(/^(\d{1,9})([.)])/u, '$1\\$2') as Markdown;

/** A template whose literals are Markdown and whose values are escaped before they get here: the type asks for it. */
export const mark = (literals: TemplateStringsArray, ...values: readonly (Markdown | number)[]): Markdown =>
  literals.reduce((all, literal, index) => `${all}${values[index - 1] ?? ''}${literal}`) as Markdown;

/** Text as a code span; a backtick in it, which would end the span, becomes an apostrophe. */
export const code = (text: string): Markdown =>
  `\`${text.replace(/\s+/gu, ' ').replaceAll('`', "'")}\`` as Markdown;

export const joined = (parts: readonly Markdown[], separator: '' | ' ' | '\n' | '\n\n' | '\n>\n'): Markdown =>
  parts.join(separator) as Markdown;
