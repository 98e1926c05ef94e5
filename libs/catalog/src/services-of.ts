import { type CatalogService } from './catalog.js';
import { type Entity } from './entity.js';
import { parseReference } from './reference.js';

const nameOf = (reference: string): string => parseReference(reference).name;

/** Annotation or label that gives a service's tier, when `spec.tier` does not. */
const tierKeys = ['throughline.io/tier', 'tier'];

const tierOf = ({ spec, metadata }: Entity): string | null =>
  spec.tier ??
  tierKeys
    .map((key) => metadata.annotations[key] ?? metadata.labels[key])
    .find((tier) => tier !== undefined) ??
  null;

const described = (entity: Entity): CatalogService => ({
  name: entity.metadata.name,
  owner: entity.spec.owner === undefined ? null : nameOf(entity.spec.owner),
  type: entity.spec.type ?? (entity.kind === 'component' ? null : entity.kind),
  tier: tierOf(entity),
  links: entity.metadata.links.map(({ url, title }) => ({ href: url, text: title ?? url })),
  dependsOn: [],
});

/** Services and their dependencies. Entities of different kinds that share a name are one node; the Component describes it. */
export function servicesOf(entities: readonly Entity[]): CatalogService[] {
  const order = (entity: Entity) => (entity.kind === 'component' ? 0 : 1);
  const services = new Map<string, CatalogService>();
  for (const entity of [...entities].sort((a, b) => order(a) - order(b))) {
    if (!services.has(entity.metadata.name)) services.set(entity.metadata.name, described(entity));
  }
  const edges = new Map([...services.keys()].map((name) => [name, new Set<string>()]));
  for (const [from, to] of edgesOf(entities)) edges.get(from)?.add(to);
  return [...services.values()].map((service) => ({
    ...service,
    dependsOn: [...(edges.get(service.name) ?? [])].filter((name) => name !== service.name),
  }));
}

function edgesOf(entities: readonly Entity[]): [from: string, to: string][] {
  const providers = providersOf(entities);
  const apis = new Set(entities.filter(({ kind }) => kind === 'api').map(({ metadata }) => metadata.name));
  return entities.flatMap(({ kind, metadata: { name }, spec }) => [
    ...spec.dependsOn.map((to): [string, string] => [name, nameOf(to)]),
    ...spec.dependencyOf.map((from): [string, string] => [nameOf(from), name]),
    ...spec.consumesApis
      .flatMap((api) => providers.get(nameOf(api)) ?? (apis.has(nameOf(api)) ? [nameOf(api)] : []))
      .map((to): [string, string] => [name, to]),
    ...(kind === 'api' ? (providers.get(name) ?? []) : []).map((to): [string, string] => [name, to]),
  ]);
}

/** API → who provides it. */
function providersOf(entities: readonly Entity[]): ReadonlyMap<string, readonly string[]> {
  const providers = new Map<string, string[]>();
  for (const { metadata, spec } of entities) {
    for (const api of spec.providesApis.map(nameOf)) {
      providers.set(api, [...(providers.get(api) ?? []), metadata.name]);
    }
  }
  return providers;
}
