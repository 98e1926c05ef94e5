import { type Features } from './features.js';
import { type RedactionRuleName } from './rule-names.js';

/** What stands where something was taken out. */
export const marker = (name: RedactionRuleName): string => `[redacted:${name}]`;

/** Begins every marker: no rule looks at what begins so, or a second pass would redact the first one's markers. */
export const markerStart = '[redacted:';

/**
 * Finds one kind of secret or personal data. Every expression of a rule is linear in the length of the text: nothing unbounded is followed by
 * something that can fail after a run of starts. `hint` is cheap and true whenever `apply` could find something.
 */
export interface Rule {
  readonly name: RedactionRuleName;
  hint(features: Features): boolean;
  /** The text with every find replaced by what `found()` returns, which also counts it. */
  apply(text: string, found: () => string): string;
}
