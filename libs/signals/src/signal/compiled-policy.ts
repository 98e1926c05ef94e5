import { type Policy } from '@throughline/policy';
import { type RedactionRules, redactionRules } from '@throughline/redaction';

/** What is asked of a policy for each signal, in the form in which it is quick to ask. */
export interface CompiledPolicy {
  readonly rules: RedactionRules;
  /** Labels that must not fall victim to a limit: something is decided by them. */
  readonly decisiveLabels: ReadonlySet<string>;
  /** Whether a label is part of an alert's identity. */
  readonly identifies: (label: string) => boolean;
}

const compiled = new WeakMap<Policy, CompiledPolicy>();

/** Compiles a policy once for as long as it lives. */
export function compiledPolicy(policy: Policy): CompiledPolicy {
  const known = compiled.get(policy);
  if (known) return known;
  const { scope, service, alerts, redaction } = policy;
  const identity = new Set(alerts.identityLabels);
  const volatile = new Set(alerts.volatileLabels);
  const fresh: CompiledPolicy = {
    rules: redactionRules(redaction),
    decisiveLabels: new Set([...scope.labels, ...service.labels, ...alerts.identityLabels]),
    identifies: identity.size > 0 ? (label) => identity.has(label) : (label) => !volatile.has(label),
  };
  compiled.set(policy, fresh);
  return fresh;
}
