import { type Signal } from '@throughline/contracts';
import { type SuppressionRule } from '@throughline/policy';

/** The name of the first rule that a signal meets in all that it names; null when none. */
export function suppressedBy(rules: readonly SuppressionRule[], signal: Signal): string | null {
  return rules.find((rule) => meets(rule, signal))?.name ?? null;
}

function meets({ match, from, until }: SuppressionRule, signal: Signal): boolean {
  if (signal.occurredAt < (from ?? -Infinity) || signal.occurredAt >= (until ?? Infinity)) return false;
  if (match.service !== undefined && match.service !== signal.service) return false;
  if (match.name !== undefined && match.name !== signal.name) return false;
  if (match.source !== undefined && match.source !== signal.source) return false;
  return Object.entries(match.labels ?? {}).every(([name, value]) => signal.labels[name] === value);
}
