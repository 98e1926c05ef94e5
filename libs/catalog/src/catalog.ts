/** One service (or resource, or API) of the catalog. */
export interface CatalogService {
  readonly name: string;
  readonly owner: string | null;
  readonly type: string | null;
  readonly tier: string | null;
  readonly links: readonly { readonly href: string; readonly text: string }[];
  /** Names of what it calls or needs. */
  readonly dependsOn: readonly string[];
}

/** What a catalog file says, in canonical order: the content that its version is the hash of. */
export interface CatalogContent {
  readonly services: readonly CatalogService[];
}

/** Services and their dependency graph, indexed. Immutable. */
export interface Catalog {
  /** Content hash; `empty` catalogs have one too. */
  readonly version: string;
  readonly content: CatalogContent;
  service(name: string): CatalogService | undefined;
  /** What `name` calls. */
  dependencies(name: string): readonly string[];
  /** Who calls `name`. */
  callers(name: string): readonly string[];
  /**
   * Directed distances from `name` along dependencies (to callees) or callers, up to `maxDepth` edges: service → number of edges.
   * Results are cached per catalog.
   */
  reach(name: string, direction: 'dependencies' | 'callers', maxDepth: number): ReadonlyMap<string, number>;
  /** Stable name of the connected component of `name`; undefined when it has no edges. */
  component(name: string): string | undefined;
}
