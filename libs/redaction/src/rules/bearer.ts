import { looksGenerated } from '../looks-generated.js';
import { type Rule } from '../rule.js';

const scheme = /(\b(?:bearer|basic|digest|negotiate)[ \t]{1,8})([A-Za-z0-9._~+/=-]{8,})/gi;

/** Credentials behind the name of an HTTP authentication scheme. Prose such as "basic authentication failed" stays. */
export const bearer: Rule = {
  name: 'bearer',
  hint: ({ text, longestRun }) => longestRun >= 8 && /bearer|basic|digest|negotiate/i.test(text),
  apply: (text, found) =>
    text.replace(scheme, (whole, before: string, value: string) =>
      looksGenerated(value) ? `${before}${found()}` : whole,
    ),
};
