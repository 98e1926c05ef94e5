import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { defaultPolicy } from '@throughline/policy';
import { ConfigError } from './errors.js';
import { loadPolicyAndCatalog } from './policy-and-catalog.js';

const file = (content: string): string => {
  const path = join(mkdtempSync(join(tmpdir(), 'throughline-policy-')), 'file.yaml');
  writeFileSync(path, content);
  return path;
};

const problemsOf = (files: { policyFile: string | undefined; catalogFile: string | undefined }) => {
  try {
    loadPolicyAndCatalog(files);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  throw new Error('It was not refused');
};

describe('loadPolicyAndCatalog', () => {
  it('gives the default policy and the empty catalog when no file is named', () => {
    const { policy, catalog } = loadPolicyAndCatalog({ policyFile: undefined, catalogFile: undefined });
    expect(policy).toBe(defaultPolicy);
    expect(catalog.content.services).toEqual([]);
  });

  it('reads both', () => {
    const { policy, catalog } = loadPolicyAndCatalog({
      policyFile: file('time:\n  holdBack: 20s\n'),
      catalogFile: file(
        'apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: cart}\nspec: {type: service}\n',
      ),
    });
    expect(policy.time.holdBack).toBe(20_000);
    expect(catalog.service('cart')?.type).toBe('service');
  });

  it('refuses the mistakes of both at once, with their lines', () => {
    const problems = problemsOf({
      policyFile: file('time:\n  holdBakc: 20s\n'),
      catalogFile: file('kind: Component\nmetadata: {}\n'),
    });
    expect(problems).toContainEqual({
      variable: 'THROUGHLINE_POLICY',
      message: expect.stringMatching(/file\.yaml:2:\d+\) .*holdBack/),
    });
    expect(problems).toContainEqual({
      variable: 'THROUGHLINE_CATALOG',
      message: expect.stringMatching(/file\.yaml:\d/),
    });
  });

  it('refuses files that are not there', () => {
    expect(problemsOf({ policyFile: '/nowhere/p.yaml', catalogFile: '/nowhere/c.yaml' })).toHaveLength(2);
  });
});
