import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import avro from 'avsc';
import { avroSchemas, namespace, subjectName, topicKeys, topics } from './index.js';

interface Node {
  readonly type?: unknown;
  readonly name?: string;
  readonly namespace?: string;
  readonly doc?: string;
  readonly fields?: readonly (Node & { readonly name: string })[];
}

const folder = join(import.meta.dirname, '../../../schemas');
const released = readdirSync(join(folder, 'released')).sort();

/** The schema of a topic as a file of `schemas/`, or of one of its released copies. */
const fileOf = (topic: string): string => `${topic.replace(/\.v\d+$/, '')}.avsc`;

/** Every named type and every field of a schema, with the path to it. */
function described(
  node: unknown,
  path: string,
): { readonly path: string; readonly doc: string | undefined }[] {
  if (Array.isArray(node)) return node.flatMap((branch) => described(branch, path));
  if (typeof node !== 'object' || node === null) return [];
  const {
    name,
    doc,
    fields = [],
    type,
    items,
    values,
  } = node as Node & { items?: unknown; values?: unknown };
  const own = name === undefined ? [] : [{ path: `${path}/${name}`, doc }];
  const inner = fields.flatMap((field) => [
    { path: `${path}/${name ?? ''}.${field.name}`, doc: field.doc },
    ...described(field.type, `${path}/${name ?? ''}.${field.name}`),
  ]);
  return [...own, ...inner, ...[type, items, values].flatMap((each) => described(each, path))];
}

describe('the schemas', () => {
  it.each(topicKeys)('%s: every record, enum and field says what it is', (key) => {
    const parts = described(JSON.parse(avroSchemas[key]), '');
    expect(parts.length).toBeGreaterThan(5);
    expect(parts.filter(({ doc }) => doc === undefined || doc.trim().length < 3)).toEqual([]);
  });

  it.each(topicKeys)('%s: is the file of its topic, an Avro record in our namespace', (key) => {
    const file = JSON.parse(readFileSync(join(folder, fileOf(topics[key])), 'utf8')) as unknown;
    expect(JSON.parse(avroSchemas[key])).toEqual(file);
    const type = avro.Type.forSchema(JSON.parse(avroSchemas[key]) as avro.Schema);
    expect(type.typeName).toBe('record');
    expect(type.name?.startsWith(`${namespace}.`)).toBe(true);
  });

  it('finds a field without a doc', () => {
    const nested = {
      type: 'record',
      name: 'R',
      doc: 'A record.',
      fields: [
        { name: 'f', type: { type: 'map', values: { type: 'enum', name: 'E', symbols: ['A'] } }, doc: 'It.' },
        { name: 'g', type: 'int' },
      ],
    };
    expect(
      described(nested, '')
        .filter(({ doc }) => doc === undefined)
        .map(({ path }) => path),
    ).toEqual(['/R.f/E', '/R.g']);
  });

  it('name their subjects after their topics', () => {
    expect(subjectName('throughline.', 'configChanges')).toBe('throughline.config-changes.v1-value');
  });
});

describe('what was released', () => {
  it('is there', () => {
    expect(released).toContain('1.0.0');
  });

  it.each(released.flatMap((version) => topicKeys.map((key) => [version, key] as const)))(
    '%s: records of %s are read by the schema of today',
    (version, key) => {
      const file = join(folder, 'released', version, fileOf(topics[key]));
      const writer = avro.Type.forSchema(JSON.parse(readFileSync(file, 'utf8')) as avro.Schema);
      const reader = avro.Type.forSchema(JSON.parse(avroSchemas[key]) as avro.Schema);
      const resolver = reader.createResolver(writer);
      for (let i = 0; i < 20; i++) {
        const value: unknown = reader.fromBuffer(writer.toBuffer(writer.random()), resolver);
        expect(reader.isValid(value)).toBe(true);
      }
    },
  );
});
