import { featuresOf } from './features.js';
import { marker, type Rule } from './rule.js';
import { type RedactionRuleName } from './rule-names.js';
import { awsKey } from './rules/aws-key.js';
import { bearer } from './rules/bearer.js';
import { card } from './rules/card.js';
import { connectionString } from './rules/connection-string.js';
import { email } from './rules/email.js';
import { iban } from './rules/iban.js';
import { jwt } from './rules/jwt.js';
import { privateKey } from './rules/private-key.js';
import { secretRule } from './rules/secret.js';
import { token } from './rules/token.js';
import { isSecretName, ownNames } from './secret-names.js';

/** What a policy says about redaction. */
export interface RedactionSettings {
  /** Rules that are not applied. */
  readonly disable: readonly RedactionRuleName[];
  /** Names whose value is taken out, beside the built-in ones. */
  readonly keys: readonly string[];
}

/** How often each rule found something. What it found is never told. */
export type RedactionCounts = Partial<Record<RedactionRuleName, number>>;

/** Compiled rules; make them once for a policy. */
export interface RedactionRules {
  readonly rules: readonly Rule[];
  /** Whether the value behind this name is secret. */
  readonly isSecretName: (name: string) => boolean;
}

/** Names repeat; judging one is remembered for this many. */
const rememberedNames = 10_000;

export function redactionRules({ disable, keys }: RedactionSettings): RedactionRules {
  const all = [privateKey, jwt, connectionString, bearer, awsKey, token, secretRule(keys), email, iban, card];
  const rules = all.filter(({ name }) => !disable.includes(name));
  const own = ownNames(keys);
  const judged = new Map<string, boolean>();
  const judge = (name: string): boolean => {
    const known = judged.get(name);
    if (known !== undefined) return known;
    const secret = isSecretName(name, own);
    if (judged.size >= rememberedNames) judged.clear();
    judged.set(name, secret);
    return secret;
  };
  return { rules, isSecretName: disable.includes('secret') ? () => false : judge };
}

/** All rules, no names of one's own. */
export const defaultRedaction: RedactionRules = redactionRules({ disable: [], keys: [] });

/** Taking something out can bring the neighbours of two finds together; after so many passes nothing was ever left to find. */
const mostPasses = 4;

export interface RedactedText {
  readonly text: string;
  readonly counts: RedactionCounts;
}

const nothingFound: RedactionCounts = Object.freeze({});

/**
 * A text with everything that the rules know replaced by markers such as `[redacted:email]`. Idempotent, and linear in the length of the text.
 */
export function redactText(text: string, { rules }: RedactionRules = defaultRedaction): RedactedText {
  let counts: RedactionCounts | undefined;
  let features = featuresOf(text);
  for (let pass = 0; pass < mostPasses; pass++) {
    const before = features.text;
    for (const rule of rules) {
      if (!rule.hint(features)) continue;
      const found = (): string => {
        counts ??= {};
        counts[rule.name] = (counts[rule.name] ?? 0) + 1;
        return marker(rule.name);
      };
      const result = rule.apply(features.text, found);
      if (result !== features.text) features = featuresOf(result);
    }
    if (features.text === before) break;
  }
  return { text: features.text, counts: counts ?? nothingFound };
}

/** The value behind a name: taken out whole when the name is secret, else redacted as text. */
export function redactNamed(
  name: string,
  value: string,
  rules: RedactionRules = defaultRedaction,
): RedactedText {
  if (!rules.isSecretName(name) || value === '') return redactText(value, rules);
  const text = marker('secret');
  return value === text ? { text, counts: nothingFound } : { text, counts: { secret: 1 } };
}
