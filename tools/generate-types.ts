/**
 * Writes what the code knows about the Avro schemas in `schemas/` to `libs/contracts/src/generated/`: their TypeScript
 * types (`records.ts`) and the schemas themselves (`schemas.ts`), so that nobody has to find files at run time.
 *
 * `node tools/generate-types.ts` writes, `node tools/generate-types.ts --check` exits 1 when a file is not what the schemas say.
 * A union of null and one type becomes `T | null`; a union of several records becomes a map of its branches and
 * `Branch<Map>`, the wrapped form that Avro libraries use. The attribute `ts` on a string narrows its TypeScript type.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

type Schema = string | Schema[] | SchemaObject;
interface SchemaObject {
  readonly type: Schema;
  readonly name?: string;
  readonly namespace?: string;
  readonly doc?: string;
  readonly fields?: readonly { readonly name: string; readonly type: Schema; readonly doc: string }[];
  readonly symbols?: readonly string[];
  readonly items?: Schema;
  readonly values?: Schema;
  readonly ts?: string;
}

const root = new URL('..', import.meta.url);
const folder = new URL('libs/contracts/src/generated/', root);
const head = '// Generated from schemas/*.avsc by tools/generate-types.ts: do not edit.';
const primitives: Readonly<Record<string, string>> = {
  string: 'string',
  boolean: 'boolean',
  int: 'number',
  long: 'number',
  float: 'number',
  double: 'number',
  bytes: 'Buffer',
};

class Generator {
  readonly #written = new Map<string, string>();

  /** All declarations so far, in the order in which they were needed. */
  get declarations(): string[] {
    return [...this.#written.values()];
  }

  typeOf(schema: Schema, owner: string): string {
    if (typeof schema === 'string') return primitives[schema] ?? schema;
    if (Array.isArray(schema)) return this.#union(schema, owner);
    switch (schema.type) {
      case 'array':
        return `readonly (${this.typeOf(schema.items ?? 'string', owner)})[]`;
      case 'map':
        return `Readonly<Record<string, ${this.typeOf(schema.values ?? 'string', owner)}>>`;
      case 'record':
        return this.#record(schema);
      case 'enum':
        return this.#declare(
          schema,
          `export type ${schema.name} = ${(schema.symbols ?? []).map((s) => `'${s}'`).join(' | ')};`,
        );
      default:
        return schema.ts ?? this.typeOf(schema.type, owner);
    }
  }

  #union(branches: Schema[], owner: string): string {
    const others = branches.filter((branch) => branch !== 'null');
    if (others.length <= 1) {
      const only = others.map((branch) => this.typeOf(branch, owner)).join('');
      return branches.includes('null') ? `${only} | null` : only;
    }
    const names = others.map((branch) => this.typeOf(branch, owner));
    const map = `${owner}ByType`;
    this.#written.set(
      map,
      `/** The branches of a union, by the name of their record. */\nexport interface ${map} { ${names.map((n) => `${n}: ${n};`).join(' ')} }`,
    );
    return `Branch<${map}>`;
  }

  #record(schema: SchemaObject): string {
    const name = schema.name ?? '';
    const fields = (schema.fields ?? []).map(
      (field) =>
        `/** ${field.doc} */\nreadonly ${field.name}: ${this.typeOf(field.type, name + field.name.charAt(0).toUpperCase() + field.name.slice(1))};`,
    );
    return this.#declare(schema, `export interface ${name} {\n${fields.join('\n')}\n}`);
  }

  #declare(schema: SchemaObject, declaration: string): string {
    const name = schema.name ?? '';
    const text = `/** ${schema.doc ?? name} */\n${declaration}`;
    const before = this.#written.get(name);
    if (before !== undefined && before !== text) throw new Error(`two schemas define ${name} differently`);
    this.#written.set(name, text);
    return name;
  }
}

interface SchemaFile {
  /** Name of the file without its extension, e.g. `config-changes`: the topic's name without its version. */
  readonly name: string;
  readonly schema: Schema;
}

function readSchemas(): SchemaFile[] {
  return readdirSync(new URL('schemas/', root))
    .filter((file) => file.endsWith('.avsc'))
    .sort()
    .map((file) => ({
      name: file.slice(0, -'.avsc'.length),
      schema: JSON.parse(readFileSync(new URL(`schemas/${file}`, root), 'utf8')) as Schema,
    }));
}

/** The TypeScript types of all schemas. */
function types(files: readonly SchemaFile[]): string {
  const generator = new Generator();
  for (const { schema } of files) generator.typeOf(schema, '');
  return [
    head,
    '/** Avro namespace of all records. */',
    "export const namespace = 'io.throughline.v1';",
    '/** One branch of a union as Avro libraries wrap it: an object with the full name of the record as its only key. */',
    'export type Branch<Map> = { [Name in keyof Map & string]: { readonly [Full in `io.throughline.v1.${Name}`]: Map[Name] } }[keyof Map & string];',
    ...generator.declarations,
  ].join('\n\n');
}

/** The schemas as JSON text, by the key of their topic. */
function embedded(files: readonly SchemaFile[]): string {
  const key = (name: string) => name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  const entries = files.map(({ name, schema }) => `${key(name)}: ${JSON.stringify(JSON.stringify(schema))},`);
  return `${head}\n\n/** Each topic's Avro schema as JSON text, by the topic's key. */\nexport const schemas = {\n${entries.join('\n')}\n} as const;`;
}

/** The generated files by name, as they should be. */
export async function generate(): Promise<Readonly<Record<string, string>>> {
  const files = readSchemas();
  const config = (await resolveConfig(new URL('records.ts', folder).pathname)) ?? {};
  const pretty = (text: string) => format(text, { ...config, parser: 'typescript' });
  return { 'records.ts': await pretty(types(files)), 'schemas.ts': await pretty(embedded(files)) };
}

/** Names of the generated files that are not what the schemas say. */
export async function drifted(): Promise<string[]> {
  const current = (name: string) => {
    const file = new URL(name, folder);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  };
  return Object.entries(await generate())
    .filter(([name, text]) => current(name) !== text)
    .map(([name]) => name);
}

async function main(args: readonly string[]): Promise<void> {
  if (!args.includes('--check')) {
    for (const [name, text] of Object.entries(await generate())) writeFileSync(new URL(name, folder), text);
    return;
  }
  const names = await drifted();
  if (names.length === 0) return;
  console.error(
    `libs/contracts/src/generated/{${names.join(',')}} is not what schemas/*.avsc say: run \`npm run generate\` and commit the result.`,
  );
  process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv.slice(2));
