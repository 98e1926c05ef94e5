import { canonicalJson, contentHash, type Json } from '@throughline/identity';
import { z } from 'zod';
import { type Catalog, type CatalogContent, type CatalogService } from './catalog.js';
import { Graph } from './graph.js';

/** A stored catalog cannot be read: it was written by something else than this library. */
export class CatalogContentError extends Error {
  readonly code = 'invalid-catalog-content';
}

const contentSchema = z.object({
  services: z.array(
    z.object({
      name: z.string(),
      owner: z.string().nullable().default(null),
      type: z.string().nullable().default(null),
      tier: z.string().nullable().default(null),
      links: z.array(z.object({ href: z.string(), text: z.string() })).default([]),
      dependsOn: z.array(z.string()).default([]),
    }),
  ),
});

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Services by name, dependencies by name and each once: equal catalogs have equal content whatever the order of the file. */
function inOrder(services: readonly CatalogService[]): CatalogContent {
  return {
    services: services
      .map((service) => ({ ...service, dependsOn: [...new Set(service.dependsOn)].sort(byCodeUnit) }))
      .sort((a, b) => byCodeUnit(a.name, b.name)),
  };
}

function indexed(content: CatalogContent, version: string): Catalog {
  const services = new Map(content.services.map((service) => [service.name, service]));
  const graph = new Graph(new Map(content.services.map(({ name, dependsOn }) => [name, dependsOn])));
  return {
    version,
    content,
    service: (name) => services.get(name),
    dependencies: (name) => graph.neighbours(name, 'dependencies'),
    callers: (name) => graph.neighbours(name, 'callers'),
    reach: (name, direction, maxDepth) => graph.reach(name, direction, maxDepth),
    component: (name) => graph.component(name),
  };
}

const textOf = (content: CatalogContent): string => canonicalJson(content as unknown as Json);

/** A catalog of these services, each name once. */
export function catalogOf(services: readonly CatalogService[]): Catalog {
  const content = inOrder(services);
  return indexed(content, contentHash(textOf(content)));
}

/** The whole catalog as canonical JSON: what its version is the hash of, and what a control record carries. */
export const catalogContent = (catalog: Catalog): string => textOf(catalog.content);

/**
 * The catalog of a control record. Content written by an older version gets nulls and empty lists for what it does not know; its version
 * stays the hash of the content as it was written. Throws CatalogContentError.
 */
export function catalogFromContent(content: string): Catalog {
  const result = contentSchema.safeParse(parsed(content));
  if (!result.success) {
    throw new CatalogContentError(`Catalog content is invalid: ${result.error.issues[0]?.message ?? ''}`);
  }
  return indexed(inOrder(result.data.services), contentHash(content));
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch (cause) {
    throw new CatalogContentError('Catalog content is no JSON', { cause });
  }
}

/** What is known before anybody says anything: no service, no edge. */
export const emptyCatalog: Catalog = catalogOf([]);
