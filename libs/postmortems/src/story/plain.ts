/** Control characters, line and paragraph separators, zero-width and bidirectional marks: they could forge lines or hide text. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]+/gu;

/**
 * Ingested text as one line of plain text: no control or invisible characters, runs of white space as one space, at most `max`
 * characters. It may still look like markup: whoever renders it escapes it.
 */
export function plain(text: string, max = 160): string {
  const line = text.replace(unprintable, ' ').replace(/\s+/gu, ' ').trim();
  const characters = Array.from(line);
  return characters.length <= max
    ? line
    : `${characters
        .slice(0, max - 1)
        .join('')
        .trimEnd()}…`;
}
