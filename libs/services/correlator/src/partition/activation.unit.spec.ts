import { describe, expect, it } from '@jest/globals';
import { emptyCatalog } from '@throughline/catalog';
import { defaultPolicy, policyFromContent } from '@throughline/policy';
import { activations } from './activation.js';

const configured = { policy: defaultPolicy, catalog: emptyCatalog };

describe('activations', () => {
  it('are none when the partition has what is configured', () => {
    expect(
      activations({ policyVersion: defaultPolicy.version, catalogVersion: emptyCatalog.version }, configured),
    ).toEqual([]);
  });

  it('carry the whole content, so that the log alone is enough', () => {
    const [policy, catalog] = activations({ policyVersion: 'old', catalogVersion: 'old' }, configured);
    if (policy?.type !== 'policy' || catalog?.type !== 'catalog')
      throw new Error('a policy and a catalog were expected');
    expect(policyFromContent(policy.activated.content).version).toBe(defaultPolicy.version);
    expect(catalog.activated.version).toBe(emptyCatalog.version);
  });
});
