import { type Policy } from '@throughline/policy';

/** Whether the catalog has a service of this name. */
export type KnownService = (name: string) => boolean;

/**
 * The service that the labels name, in the policy's order; the first that the catalog knows goes before one that it does not. Null when no label
 * names one.
 */
export function serviceFromLabels(
  labels: Readonly<Record<string, string>>,
  policy: Policy,
  known: KnownService,
): string | null {
  const candidates = policy.service.labels
    .filter((label) => Object.hasOwn(labels, label))
    .map((label) => (labels[label] ?? '').trim())
    .filter((name) => name !== '');
  return candidates.find(known) ?? candidates[0] ?? null;
}
