import { defaultSettings } from './default-policy.js';

const ruleKeys = ['name', 'match', 'from', 'until'];
const matchKeys = ['service', 'name', 'source', 'labels'];

/** The keys that may stand at a place of a policy file. */
export function knownKeys(path: readonly PropertyKey[]): readonly string[] {
  if (path[0] === 'suppression') return path.length === 2 ? ruleKeys : matchKeys;
  let value: unknown = defaultSettings;
  for (const step of path) {
    value = typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined;
  }
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}
