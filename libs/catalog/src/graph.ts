/** Which way to walk: to what a service calls, or to who calls it. */
export type Direction = 'dependencies' | 'callers';

const none: readonly string[] = [];
const nowhere: ReadonlyMap<string, number> = new Map();

/** How many reachable sets are kept; beyond it the oldest goes. */
const cacheLimit = 10_000;

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The dependency graph: edges in both directions, distances, connected components. Immutable but for its cache. */
export class Graph {
  readonly edges: Readonly<Record<Direction, ReadonlyMap<string, readonly string[]>>>;
  private readonly components: ReadonlyMap<string, string>;
  private readonly cache = new Map<string, ReadonlyMap<string, number>>();

  /** `dependencies`: what each service calls. An edge to itself says nothing and is left out. */
  constructor(dependencies: ReadonlyMap<string, readonly string[]>) {
    const forth = new Map<string, Set<string>>();
    const back = new Map<string, Set<string>>();
    for (const [from, targets] of dependencies) {
      for (const to of targets.filter((target) => target !== from)) {
        addTo(forth, from, to);
        addTo(back, to, from);
      }
    }
    this.edges = { dependencies: sorted(forth), callers: sorted(back) };
    this.components = componentsOf(this.edges);
  }

  neighbours(name: string, direction: Direction): readonly string[] {
    return this.edges[direction].get(name) ?? none;
  }

  component(name: string): string | undefined {
    return this.components.get(name);
  }

  /** Breadth first; `name` itself is not among the results. */
  reach(name: string, direction: Direction, maxDepth: number): ReadonlyMap<string, number> {
    if (!this.edges[direction].has(name)) return nowhere;
    const key = `${direction} ${maxDepth} ${name}`;
    const known = this.cache.get(key);
    if (known) return known;
    const distances = this.walk(name, direction, maxDepth);
    if (this.cache.size >= cacheLimit) this.cache.delete(this.cache.keys().next().value ?? '');
    this.cache.set(key, distances);
    return distances;
  }

  private walk(name: string, direction: Direction, maxDepth: number): ReadonlyMap<string, number> {
    const distances = new Map([[name, 0]]);
    let frontier = [name];
    for (let depth = 1; depth <= maxDepth && frontier.length > 0; depth++) {
      const next = new Set(frontier.flatMap((at) => this.neighbours(at, direction)));
      frontier = [...next].filter((to) => !distances.has(to));
      for (const to of frontier) distances.set(to, depth);
    }
    distances.delete(name);
    return distances;
  }
}

function addTo(sets: Map<string, Set<string>>, key: string, value: string): void {
  const set = sets.get(key);
  if (set) set.add(value);
  else sets.set(key, new Set([value]));
}

const sorted = (sets: ReadonlyMap<string, ReadonlySet<string>>): Map<string, readonly string[]> =>
  new Map([...sets].map(([key, set]) => [key, [...set].sort(byCodeUnit)]));

/** Each service with edges → the first name, in code-unit order, of everything it is connected with. */
function componentsOf(edges: Graph['edges']): Map<string, string> {
  const components = new Map<string, string>();
  const names = [...new Set([...edges.dependencies.keys(), ...edges.callers.keys()])].sort(byCodeUnit);
  for (const first of names) {
    if (components.has(first)) continue;
    const stack = [first];
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      if (components.has(at)) continue;
      components.set(at, first);
      stack.push(...(edges.dependencies.get(at) ?? none), ...(edges.callers.get(at) ?? none));
    }
  }
  return components;
}
