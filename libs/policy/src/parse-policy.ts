import { isMap, isNode, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import { type z } from 'zod';
import { policyOf } from './policy-content.js';
import { type Policy } from './policy.js';
import { readSettings } from './settings-schema.js';
import { knownKeys } from './known-keys.js';
import { suggestion } from './suggestion.js';

/** One thing that is wrong with a policy file. Line and column count from 1; `path` is dotted. */
export interface PolicyError {
  readonly line: number;
  readonly column: number;
  readonly path: string;
  readonly message: string;
}

export type PolicyResult =
  | { readonly ok: true; readonly policy: Policy }
  | { readonly ok: false; readonly errors: readonly PolicyError[] };

type Path = readonly PropertyKey[];

/** Reads a policy file. All errors at once, each with its place; what the file does not say is as in `defaultPolicy`. */
export function parsePolicy(yaml: string): PolicyResult {
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  if (document.errors.length > 0) {
    return {
      ok: false,
      errors: document.errors.map((error) => ({ ...place(error.pos[0]), path: '', message: error.message })),
    };
  }
  const value = valueOf(document);
  if (!value.ok) return { ok: false, errors: [{ line: 1, column: 1, path: '', message: value.message }] };
  const result = readSettings('yaml', value.value);
  if (result.ok) return { ok: true, policy: policyOf(result.settings) };
  const errors = result.issues.flatMap(explain).map(({ path, message }) => ({
    ...place(offsetOf(document, path)),
    path: path.map(String).join('.'),
    message,
  }));
  return { ok: false, errors: errors.sort((a, b) => a.line - b.line || a.column - b.column) };
}

function valueOf(document: Document): { ok: true; value: unknown } | { ok: false; message: string } {
  try {
    return { ok: true, value: withoutNulls(document.toJS({ maxAliasCount: 100 })) ?? {} };
  } catch (cause) {
    // Too many aliases: a file that expands without bound.
    return { ok: false, message: cause instanceof Error ? cause.message : String(cause) };
  }
}

/** `time:` with nothing under it says nothing, so it is as absent. */
function withoutNulls(value: unknown): unknown {
  if (value === null) return undefined;
  if (typeof value !== 'object' || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map(withoutNulls);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null)
      .map(([key, item]) => [key, withoutNulls(item)]),
  );
}

/** A key that nobody knows is an error of its own, at the key. */
function explain(issue: z.core.$ZodIssue): { path: Path; message: string }[] {
  if (issue.code !== 'unrecognized_keys') return [{ path: issue.path, message: issue.message }];
  const known = knownKeys(issue.path);
  return issue.keys.map((key) => {
    const meant = suggestion(key, known);
    const hint = meant ? `did you mean "${meant}"?` : `known here: ${known.join(', ')}`;
    return { path: [...issue.path, key], message: `unknown key "${key}"; ${hint}` };
  });
}

/** Where a path stands in the text; what is missing stands where its parent does. */
function offsetOf(document: Document, path: Path): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const step of path) {
    const next = child(node, step);
    if (!next) break;
    offset = next.offset;
    node = next.node;
  }
  return offset;
}

function child(node: unknown, step: PropertyKey): { offset: number; node: unknown } | undefined {
  if (isMap(node)) {
    const pair = node.items.find((item) => String(item.key) === String(step));
    if (!pair) return undefined;
    return { offset: startOf(pair.key) ?? startOf(pair.value) ?? 0, node: pair.value };
  }
  const items = isNode(node) && 'items' in node ? (node.items as unknown[]) : [];
  const item = typeof step === 'number' ? items[step] : undefined;
  return item === undefined ? undefined : { offset: startOf(item) ?? 0, node: item };
}

const startOf = (node: unknown): number | undefined => (isNode(node) ? (node as Node).range?.[0] : undefined);
