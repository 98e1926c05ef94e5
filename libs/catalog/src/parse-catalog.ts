import { isMap, isScalar, LineCounter, parseAllDocuments, type Document } from 'yaml';
import { type Catalog } from './catalog.js';
import { type Entity, entitySchema } from './entity.js';
import { catalogOf } from './indexed-catalog.js';
import { type GraphKind, graphKinds } from './reference.js';
import { servicesOf } from './services-of.js';

/** One thing that is wrong with a catalog file. Line and column count from 1; `path` is dotted, inside its document. */
export interface CatalogError {
  readonly line: number;
  readonly column: number;
  readonly path: string;
  readonly message: string;
}

export type CatalogResult =
  | { readonly ok: true; readonly catalog: Catalog }
  | { readonly ok: false; readonly errors: readonly CatalogError[] };

interface Placed {
  readonly entity: Entity;
  readonly offset: number;
}
interface Problem {
  readonly offset: number;
  readonly path: string;
  readonly message: string;
}
type Read = { readonly placed: Placed | null; readonly problems: readonly Problem[] };

const isGraphKind = (kind: string): kind is GraphKind => (graphKinds as readonly string[]).includes(kind);

/**
 * Reads a Backstage catalog file: Components, Resources and APIs of all its documents. Other kinds (Group, System, …) are left out.
 * What is referred to and not described (an external service) is kept as a node of the graph. All errors at once.
 */
export function parseCatalog(yaml: string): CatalogResult {
  const lines = new LineCounter();
  const documents = parseAllDocuments(yaml, { lineCounter: lines, prettyErrors: false });
  const reads = Array.isArray(documents) ? documents.map(readDocument) : [];
  const placed = reads.flatMap((read) => (read.placed ? [read.placed] : []));
  const problems = [...reads.flatMap((read) => read.problems), ...twice(placed)];
  if (problems.length === 0) {
    return { ok: true, catalog: catalogOf(servicesOf(placed.map(({ entity }) => entity))) };
  }
  const errors = problems.map(({ offset, path, message }) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col), path, message };
  });
  return { ok: false, errors: errors.sort((a, b) => a.line - b.line || a.column - b.column) };
}

const isEmpty = (node: unknown): boolean => isScalar(node) && node.value === null;

const nothing: Read = { placed: null, problems: [] };

function readDocument(document: Document): Read {
  if (document.errors.length > 0) {
    return {
      placed: null,
      problems: document.errors.map(({ pos, message }) => ({ offset: pos[0], path: '', message })),
    };
  }
  if (document.contents === null || isEmpty(document.contents)) return nothing;
  const offset = document.contents.range?.[0] ?? 0;
  if (!isMap(document.contents)) {
    return {
      placed: null,
      problems: [{ offset, path: '', message: 'expected an entity: a map with kind and metadata' }],
    };
  }
  const value = valueOf(document);
  if (!value.ok) return { placed: null, problems: [{ offset, path: '', message: value.message }] };
  return readEntity(document, value.value, offset);
}

function readEntity(document: Document, value: Record<string, unknown>, offset: number): Read {
  const kind = typeof value.kind === 'string' ? value.kind.toLowerCase() : undefined;
  if (kind !== undefined && !isGraphKind(kind)) return nothing;
  const result = entitySchema.safeParse(value);
  if (result.success && kind !== undefined) {
    return { placed: { entity: { ...result.data, kind }, offset }, problems: [] };
  }
  const problems = (result.error?.issues ?? []).map(({ path, message }) => ({
    offset: offsetOf(document, path, offset),
    path: path.map(String).join('.'),
    message,
  }));
  return { placed: null, problems };
}

function valueOf(
  document: Document,
): { ok: true; value: Record<string, unknown> } | { ok: false; message: string } {
  try {
    const value = document.toJS({ maxAliasCount: 100 }) as Record<string, unknown>;
    return { ok: true, value: withoutNulls(value) as Record<string, unknown> };
  } catch (cause) {
    return { ok: false, message: cause instanceof Error ? cause.message : String(cause) };
  }
}

/** `dependsOn:` with nothing under it says nothing, so it is as absent. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null)
      .map(([key, item]) => [key, withoutNulls(item)]),
  );
}

/** Where a path stands in the text; what is missing stands where its nearest parent does. */
function offsetOf(document: Document, path: readonly PropertyKey[], start: number): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true) as { range?: readonly number[] } | undefined;
    if (node?.range?.[0] !== undefined) return node.range[0];
  }
  return start;
}

/** The same kind and name described twice: which one holds is not ours to guess. */
function twice(placed: readonly Placed[]): Problem[] {
  const seen = new Set<string>();
  return placed.flatMap(({ entity, offset }) => {
    const key = `${entity.kind}:${entity.metadata.name}`;
    if (seen.has(key)) return [{ offset, path: 'metadata.name', message: `${key} is described twice` }];
    seen.add(key);
    return [];
  });
}
