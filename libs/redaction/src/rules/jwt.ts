import { type Rule } from '../rule.js';

/** JSON web tokens: three base64url parts of which the first begins `{"`. */
export const jwt: Rule = {
  name: 'jwt',
  hint: ({ text, longestRun }) => longestRun >= 14 && text.includes('eyJ'),
  apply: (text, found) =>
    text.replace(/(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*)?/g, found),
};
