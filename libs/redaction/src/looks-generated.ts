/** Whether a word looks made by a machine rather than written by a person: it has a digit, mixes cases inside, or is very long. */
export const looksGenerated = (word: string): boolean =>
  /[0-9]/.test(word) || word.length >= 24 || /[a-z][A-Z]/.test(word) || word.endsWith('=');
