import { type Signal } from '@throughline/contracts';
import { canonicalJson, contentHash } from '@throughline/identity';
import { type Policy } from '@throughline/policy';
import { compiledPolicy } from './compiled-policy.js';

type Identity = Pick<Signal, 'tenant' | 'environment' | 'service' | 'name' | 'labels'>;

/** What makes two alerts the same one when the source does not say: where, what, and the labels that identify it by policy. */
export function alertFingerprint(
  { tenant, environment, service, name, labels }: Identity,
  policy: Policy,
): string {
  const { identifies } = compiledPolicy(policy);
  const identity = Object.entries(labels).filter(([label]) => identifies(label));
  return contentHash(
    canonicalJson(['alert', tenant, environment, service, name, Object.fromEntries(identity)]),
  );
}

/** What makes two log lines say the same: their service and pattern. */
export const logFingerprint = (
  { tenant, environment, service }: Omit<Identity, 'name' | 'labels'>,
  pattern: string,
): string => contentHash(canonicalJson(['log', tenant, environment, service, pattern]));
