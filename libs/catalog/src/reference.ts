/** Kinds of entities that take part in the dependency graph. */
export const graphKinds = ['component', 'resource', 'api'] as const;

export type GraphKind = (typeof graphKinds)[number];

/** A Backstage entity reference, `[kind:][namespace/]name`, taken apart. */
export interface Reference {
  readonly kind: string | null;
  readonly name: string;
}

const kinds = /^(component|resource|api|group|user|system|domain|location|template):/i;

/**
 * Takes a reference apart. Names may themselves hold colons and slashes (`https://queue/x`, `AWS::Lambda`), so only a known kind and the
 * namespace behind it are split off; a reference without kind is a plain name unless it begins with the default namespace.
 */
export function parseReference(reference: string): Reference {
  const kind = kinds.exec(reference)?.[1];
  if (kind === undefined) return { kind: null, name: reference.replace(/^default\//, '') };
  const rest = reference.slice(kind.length + 1);
  return { kind: kind.toLowerCase(), name: rest.replace(/^[A-Za-z0-9._-]+\/(?=.)/, '') };
}
