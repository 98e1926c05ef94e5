import { type Catalog } from '@throughline/catalog';
import { type Symptom } from '../state.js';
import { isClientSide } from './alert-class.js';
import { type Weighed } from './weights.js';

const letters = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');

/** The dependency whose name an operation has, the longest such; null when it names none. */
function namedIn(catalog: Catalog, service: string, operation: string): string | null {
  const said = letters(operation);
  let found: string | null = null;
  for (const name of catalog.dependencies(service))
    if (said.includes(letters(name)) && name.length > (found?.length ?? 2)) found = name;
  return found;
}

/** Whom an alert blames, and with how much of its weight. */
export function blamed(
  catalog: Catalog,
  symptom: Symptom,
): { readonly service: string; readonly share: number } {
  const { service, callee, caller, operation, name } = symptom;
  if (callee !== null) return { service: callee, share: 1 };
  const calls = caller !== null && caller === service;
  const named = calls && operation !== null ? namedIn(catalog, service, operation) : null;
  if (named !== null) return { service: named, share: 1 };
  return { service, share: isClientSide(name) ? 0.5 : 1 };
}

/** What speaks for the fault being at each service, by its own alerts and those of its callers that blame it. */
export function ownEvidence(catalog: Catalog, weighed: readonly Weighed[]): ReadonlyMap<string, number> {
  const witnesses = new Map<string, Map<string, number>>();
  for (const { symptom, weight } of weighed) {
    const { service, share } = blamed(catalog, symptom);
    const witness = service === symptom.service ? `i${symptom.instance ?? ''}` : `c${symptom.service}`;
    const of = witnesses.get(service) ?? new Map<string, number>();
    of.set(witness, (of.get(witness) ?? 0) + weight * share);
    witnesses.set(service, of);
  }
  return new Map(
    [...witnesses].map(([service, of]) => {
      const weights = [...of.values()];
      const sum = weights.reduce((total, weight) => total + weight, 0);
      return [service, 0.5 * Math.max(...weights) + 0.5 * sum];
    }),
  );
}
