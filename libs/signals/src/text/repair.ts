/** NUL, which PostgreSQL refuses, and lone surrogates, which are no Unicode text. */
const broken = /[\0\p{Cs}]/gu;

export const isBroken = (text: string): boolean => text.search(broken) >= 0;

/** The text with each NUL and lone surrogate replaced by U+FFFD. */
export const repaired = (text: string): string => text.replace(broken, '\ufffd');
