import { type Rule } from '../rule.js';

/** Length of an IBAN by country (ISO 13616 registry). */
const lengths = new Map(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 ' +
    'GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 ' +
    'PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SE24 SI19 SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))] as const),
);

const start = /(?<![A-Za-z0-9])[A-Z]{2}[0-9]{2}(?=[ ]?[A-Z0-9])/g;

/** Letters are 10 to 35; the country and check digits go to the end; the whole is 1 modulo 97. */
function checks(iban: string): boolean {
  let remainder = 0;
  for (const char of iban.slice(4) + iban.slice(0, 4)) {
    const number = parseInt(char, 36);
    remainder = (remainder * (number > 9 ? 100 : 10) + number) % 97;
  }
  return remainder === 1;
}

/** Where the IBAN that begins at `index` ends; undefined when there is none. Single blanks between its characters are skipped. */
function endOf(text: string, index: number): number | undefined {
  const length = lengths.get(text.slice(index, index + 2));
  if (length === undefined) return undefined;
  let iban = '';
  let at = index;
  while (iban.length < length && at < text.length) {
    const char = text.charAt(at);
    if (/[A-Z0-9]/.test(char)) iban += char;
    else if (char !== ' ' || text.charAt(at - 1) === ' ') return undefined;
    at++;
  }
  const bounded = !/[A-Za-z0-9]/.test(text.charAt(at));
  return iban.length === length && bounded && checks(iban) ? at : undefined;
}

/** International bank account numbers: country, length and check digits are right. */
export const iban: Rule = {
  name: 'iban',
  hint: ({ text, digits }) => digits >= 7 && /[A-Z]{2}[0-9]{2}/.test(text),
  apply(text, found) {
    let result = '';
    let at = 0;
    start.lastIndex = 0;
    for (let match = start.exec(text); match; match = start.exec(text)) {
      const end = endOf(text, match.index);
      if (end === undefined) continue;
      result += text.slice(at, match.index) + found();
      at = start.lastIndex = end;
    }
    return result + text.slice(at);
  },
};
