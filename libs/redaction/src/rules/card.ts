import { type Rule } from '../rule.js';

/** 13 to 19 digits in one run, or in the groups in which cards print them. Not inside words, decimals or longer numbers. */
const candidate =
  /(?<![A-Za-z0-9]|[0-9]\.|[0-9][-])(?:[0-9]{13,19}|[0-9]{4}([ -])[0-9]{4}\1[0-9]{4}\1[0-9]{4}(?:\1[0-9]{3})?|[0-9]{4}([ -])[0-9]{6}\2[0-9]{4,5})(?![A-Za-z0-9]|\.[0-9]|-[0-9A-Fa-f])/g;

/** Issuers' number ranges and lengths (ISO/IEC 7812 as published by the issuers): a number outside of them is no card. */
const issuers: readonly RegExp[] = [
  /^4(?:[0-9]{12}|[0-9]{15}|[0-9]{18})$/,
  /^5[1-5][0-9]{14}$/,
  /^2(?:22[1-9]|2[3-9][0-9]|[3-6][0-9]{2}|7[01][0-9]|720)[0-9]{12}$/,
  /^3[47][0-9]{13}$/,
  /^3(?:0[0-5]|[689][0-9])[0-9]{11}$/,
  /^6(?:011|4[4-9][0-9]|5[0-9]{2})[0-9]{12,15}$/,
  /^35(?:2[89]|[3-8][0-9])[0-9]{12}$/,
  /^62[0-9]{14,17}$/,
  /^(?:50|5[6-8]|6[37])[0-9]{14}$/,
];

function luhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]) * (i % 2 === 1 ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0;
}

/** Payment card numbers: in an issuer's range and with the right check digit (Luhn). */
export const card: Rule = {
  name: 'card',
  hint: ({ digits }) => digits >= 13,
  apply: (text, found) =>
    text.replace(candidate, (whole) => {
      const digits = whole.replace(/[ -]/g, '');
      return issuers.some((range) => range.test(digits)) && luhn(digits) ? found() : whole;
    }),
};
