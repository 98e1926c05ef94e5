import { type Policy } from '@throughline/policy';
import { limits } from '../limits.js';
import { shortened } from '../text/shorten.js';

/** `%`, `/` and `=` as in a URL: a scope reads in one way only. */
const escaped = (text: string): string =>
  shortened(text, limits.scopePart).replace(
    /[%/=]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** The boundary inside which signals may be correlated: `default/production`, or `default/production/cluster=prod-1`. A label that is absent adds nothing. */
export function scopeOf(
  tenant: string,
  environment: string,
  labels: Readonly<Record<string, string>>,
  policy: Policy,
): string {
  const named = policy.scope.labels.flatMap((name) =>
    Object.hasOwn(labels, name) ? [`${escaped(name)}=${escaped(labels[name] ?? '')}`] : [],
  );
  return [escaped(tenant), escaped(environment), ...named].join('/');
}
