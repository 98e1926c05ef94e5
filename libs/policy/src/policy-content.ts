import { canonicalJson, contentHash, type Json } from '@throughline/identity';
import { defaultSettings } from './default-policy.js';
import { type Policy, type PolicySettings } from './policy.js';
import { readSettings } from './settings-schema.js';

/** A stored policy cannot be read: it was written by something else than this library. */
export class PolicyContentError extends Error {
  readonly code = 'invalid-policy-content';
}

/** Settings with the version that their content gives them. */
export function policyOf(settings: PolicySettings): Policy {
  return { ...settings, version: contentHash(textOf(settings)) };
}

/** The version is no part of what it is the version of; what is undefined is as absent. */
const textOf = (settings: PolicySettings): string =>
  canonicalJson(JSON.parse(JSON.stringify({ ...settings, version: undefined })) as Json);

/** The whole policy as canonical JSON without its version: what the version is the hash of, and what a control record carries. */
export const policyContent = (policy: Policy): string => textOf(policy);

/**
 * The policy of a control record. Content written by an older version gets the defaults of what it does not know; its version stays
 * the hash of the content as it was written. Throws PolicyContentError.
 */
export function policyFromContent(content: string): Policy {
  const result = readSettings('content', parsed(content));
  if (!result.ok)
    throw new PolicyContentError(`Policy content is invalid: ${result.issues[0]?.message ?? ''}`);
  return { ...result.settings, version: contentHash(content) };
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch (cause) {
    throw new PolicyContentError('Policy content is no JSON', { cause });
  }
}

/** What holds until a policy says otherwise. */
export const defaultPolicy: Policy = policyOf(defaultSettings);
