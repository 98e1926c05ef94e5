import { type Catalog, catalogContent } from '@throughline/catalog';
import { type LogEntry } from '@throughline/contracts';
import { type Policy, policyContent } from '@throughline/policy';
import { type PartitionFold } from './recovery.js';

/** What this process was configured with. */
export interface Configured {
  readonly policy: Policy;
  readonly catalog: Catalog;
}

/** The control records that bring a partition to the configured policy and catalog; none when it has them. */
export function activations(
  { policyVersion, catalogVersion }: Pick<PartitionFold, 'policyVersion' | 'catalogVersion'>,
  { policy, catalog }: Configured,
): readonly LogEntry[] {
  const entries: LogEntry[] = [];
  if (policyVersion !== policy.version)
    entries.push({ type: 'policy', activated: { version: policy.version, content: policyContent(policy) } });
  if (catalogVersion !== catalog.version)
    entries.push({
      type: 'catalog',
      activated: { version: catalog.version, content: catalogContent(catalog) },
    });
  return entries;
}
