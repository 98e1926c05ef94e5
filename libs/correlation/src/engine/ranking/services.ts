import { type Catalog } from '@throughline/catalog';
import { ownEvidence } from './blame.js';
import { type Weighed } from './weights.js';

/** Suspicion of one service, and what it is made of. */
export interface Suspicion {
  /** By its own alerts and those that blame it. */
  readonly own: number;
  /** Handed over by callers whose trouble it would explain. */
  readonly explains: number;
  /** Handed on to dependencies that would explain its own trouble. */
  readonly explained: number;
  readonly total: number;
}

interface Draft {
  own: number;
  explains: number;
  explained: number;
}

const handedOver = 0.3;
const leastEvidence = 0.3;

/**
 * Suspicion of services: their own evidence, moved along the dependency graph. A service whose calls are in trouble hands part of it to its
 * dependencies, most to those that have evidence of their own and whose other callers are in trouble too, and is itself suspected less.
 */
export function suspectServices(
  catalog: Catalog,
  weighed: readonly Weighed[],
): ReadonlyMap<string, Suspicion> {
  const own = ownEvidence(catalog, weighed);
  const calls = troubledCalls(weighed);
  const drafts = new Map<string, Draft>();
  const draft = (service: string): Draft => {
    const known = drafts.get(service) ?? { own: own.get(service) ?? 0, explains: 0, explained: 0 };
    drafts.set(service, known);
    return known;
  };
  for (const service of own.keys()) draft(service);
  for (const [caller, call] of calls) {
    const shares = shareOut(catalog, own, calls, caller, call);
    for (const [dependency, share] of shares) draft(dependency).explains += handedOver * call * share;
    const strongest = Math.max(0, ...catalog.dependencies(caller).map((name) => own.get(name) ?? 0));
    const mine = own.get(caller) ?? 0;
    draft(caller).explained += Math.min(0.8 * Math.min(call, mine, strongest), 0.6 * mine);
  }
  return new Map(
    [...drafts].map(([service, { own: mine, explains, explained }]) => [
      service,
      { own: mine, explains, explained, total: Math.max(0, mine + explains - explained) },
    ]),
  );
}

/** Service → weight of its latency and error alerts: how much trouble its calls are in. */
function troubledCalls(weighed: readonly Weighed[]): ReadonlyMap<string, number> {
  const calls = new Map<string, number>();
  for (const { symptom, weight } of weighed)
    if (symptom.alertClass === 'latency' || symptom.alertClass === 'error')
      calls.set(symptom.service, (calls.get(symptom.service) ?? 0) + weight);
  return calls;
}

/** How a caller's trouble is shared out among its dependencies; shares sum to 1. */
function shareOut(
  catalog: Catalog,
  own: ReadonlyMap<string, number>,
  calls: ReadonlyMap<string, number>,
  caller: string,
  call: number,
): readonly (readonly [string, number])[] {
  if (call <= 0) return [];
  const claims = catalog.dependencies(caller).map((dependency) => {
    const callers = catalog.callers(dependency);
    const covered = callers.reduce((sum, other) => sum + Math.min(1, (calls.get(other) ?? 0) / call), 0);
    return [dependency, ((own.get(dependency) ?? 0) + leastEvidence) * (covered / callers.length)] as const;
  });
  const total = claims.reduce((sum, [, claim]) => sum + claim, 0);
  return claims.map(([dependency, claim]) => [dependency, claim / total] as const);
}
