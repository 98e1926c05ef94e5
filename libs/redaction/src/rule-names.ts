/** What is looked for in text, in the order in which it is looked for. Each name is also the word in its replacement marker. */
export const redactionRuleNames = [
  'private-key',
  'jwt',
  'connection-string',
  'bearer',
  'aws-key',
  'token',
  'secret',
  'email',
  'iban',
  'card',
] as const;

export type RedactionRuleName = (typeof redactionRuleNames)[number];
