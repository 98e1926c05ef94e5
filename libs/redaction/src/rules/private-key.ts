import { type Rule } from '../rule.js';

const begin = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
const end = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;

/** PEM and PGP private keys, from the first line to the last; one that was cut off goes to the end of the text. */
export const privateKey: Rule = {
  name: 'private-key',
  hint: ({ text, dash }) => dash && text.includes('PRIVATE KEY'),
  apply(text, found) {
    let result = '';
    let at = 0;
    begin.lastIndex = 0;
    for (let match = begin.exec(text); match; match = begin.exec(text)) {
      result += text.slice(at, match.index) + found();
      end.lastIndex = begin.lastIndex;
      at = end.exec(text) ? end.lastIndex : text.length;
      begin.lastIndex = at;
    }
    return result + text.slice(at);
  },
};
