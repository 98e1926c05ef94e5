import { type Catalog } from '@throughline/catalog';
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

/** Services that no edge ties to others share one. */
const pool = '';

/** The connected part of the estate that a service belongs to. */
export function estateOf(run: Run, service: string, at: number): Estate {
  const name = run.catalog.component(service) ?? pool;
  const known = run.state.estates.get(name);
  if (known !== undefined) return known;
  const estate: Estate = {
    key: name,
    firstAt: at,
    lastAt: at,
    clock: 0,
    bucket: -1,
    bucketOrdinal: -1,
    sessionStartedAt: at,
    until: -Infinity,
    waves: [],
    ticks: [],
    seen: new Map(),
    undecided: [],
    past: [],
  };
  run.state.estates.set(name, estate);
  return estate;
}

/** Whether distance in the dependency graph says something there: in a small estate everything is close to everything. */
export const isWide = (run: Run, estate: Estate): boolean =>
  (componentSizes(run.catalog).get(estate.key) ?? 0) > run.policy.engine.session.maxServices;
