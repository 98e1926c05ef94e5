import { type Rule } from '../rule.js';

/** `://user:password@` of a URL; the user and the host stay, they say which connection it was. */
const withUser = /(:\/\/[^\s:@/?#[]{0,256}:)(?!\[redacted:)[^\s/"'<>]{1,512}@/g;

/** `://token@` of a URL, as Git hosts take it. Short names such as `git@` are users. */
const aloneAsUser = /(:\/\/)(?!\[redacted:)[^\s:@/?#"'<>]{16,512}@/g;

/** Passwords inside of URLs and connection strings. */
export const connectionString: Rule = {
  name: 'connection-string',
  hint: ({ text, at }) => at && text.includes('://'),
  apply: (text, found) =>
    text
      .replace(withUser, (_, before: string) => `${before}${found()}@`)
      .replace(aloneAsUser, (_, before: string) => `${before}${found()}@`),
};
