import { type Catalog } from '@throughline/catalog';
import { touch } from './bounded.js';
import { type Run } from './run.js';
import { type Estate } from './state.js';

const sizes = new WeakMap<Catalog, ReadonlyMap<string, number>>();

/** How many services each connected component of a catalog has. */
function componentSizes(catalog: Catalog): ReadonlyMap<string, number> {
  const known = sizes.get(catalog);
  if (known !== undefined) return known;
  const counted = new Map<string, number>();
  for (const { name } of catalog.content.services) {
    const component = catalog.component(name);
    if (component !== undefined) counted.set(component, (counted.get(component) ?? 0) + 1);
  }
  sizes.set(catalog, counted);
  return counted;
}

/** Services that no edge ties to others share one, until their alerts show where they belong. */
const pool = '';

/** The connected part of the estate that a service belongs to. */
export function estateOf(run: Run, service: string, at: number): Estate {
  const name = run.catalog.component(service) ?? companyOf(run, service, at);
  const known = run.state.estates.get(name);
  if (known !== undefined) return known;
  const estate: Estate = {
    key: name,
    firstAt: at,
    lastAt: at,
    alertedAt: at,
    clock: 0,
    bucket: -1,
    bucketOrdinal: -1,
    sessionStartedAt: at,
    until: -Infinity,
    waves: [],
    ticks: [],
    lateness: { share: 0, mean: 0 },
    undecided: [],
    past: [],
  };
  run.state.estates.set(name, estate);
  return estate;
}

/** Whether distance in the dependency graph says something there: in a small estate everything is close to everything. */
export const isWide = (run: Run, estate: Estate): boolean =>
  (componentSizes(run.catalog).get(estate.key) ?? 0) > run.policy.engine.session.maxServices;

/**
 * Where a service without edges belongs by the company it keeps: each of its alerts credits the estates that alert at the same time, in
 * equal parts; an estate that has most of the credit is its own. Else the shared pool.
 */
function companyOf(run: Run, service: string, at: number): string {
  const { companyWindow, companyShare } = run.policy.engine.session;
  const { company, estates } = run.state;
  const known = company.get(service) ?? { alerts: 0, credits: new Map<string, number>() };
  const near = [...estates.values()].filter(
    ({ key, alertedAt }) => key !== pool && Math.abs(at - alertedAt) <= companyWindow,
  );
  known.alerts += 1;
  for (const { key } of near) known.credits.set(key, (known.credits.get(key) ?? 0) + 1 / near.length);
  touch(company, service, known, run.policy.engine.limits.series);
  let best = pool;
  let most = companyShare * (known.alerts + 0.5);
  for (const [key, credit] of known.credits) {
    if (credit > most || (credit === most && key < best)) {
      best = key;
      most = credit;
    }
  }
  return best;
}
