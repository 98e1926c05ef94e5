import { type Rule } from '../rule.js';

/** Ids of AWS access keys, by their documented prefixes. The secret half is found by its name (`secret`). */
export const awsKey: Rule = {
  name: 'aws-key',
  hint: ({ longestRun }) => longestRun >= 20,
  apply: (text, found) =>
    text.replace(
      /(?<![A-Z0-9])(?:AKIA|ASIA|AGPA|AIDA|AROA|ABIA|ACCA|ANPA|ANVA)[A-Z0-9]{16}(?![A-Z0-9])/g,
      found,
    ),
};
