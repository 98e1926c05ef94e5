import { readFile } from 'node:fs/promises';
import { type Catalog, emptyCatalog, parseCatalog } from '@throughline/catalog';
import { defaultPolicy, parsePolicy, type Policy } from '@throughline/policy';
import { CliError, exitCodes } from '../errors.js';

interface FileProblem {
  readonly line: number;
  readonly column: number;
  readonly path: string;
  readonly message: string;
}

export async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new CliError(`${file} cannot be read.`, exitCodes.usage, { cause });
  }
}

const refuse = (file: string, errors: readonly FileProblem[]): CliError =>
  new CliError(
    errors
      .map(({ line, column, path, message }) =>
        `${file}:${line}:${column} ${path} ${message}`.replace('  ', ' '),
      )
      .join('\n'),
    exitCodes.usage,
  );

export async function policyOf(file: string | undefined): Promise<Policy> {
  if (file === undefined) return defaultPolicy;
  const parsed = parsePolicy(await readText(file));
  if (!parsed.ok) throw refuse(file, parsed.errors);
  return parsed.policy;
}

export async function catalogOf(file: string | undefined): Promise<Catalog> {
  if (file === undefined) return emptyCatalog;
  const parsed = parseCatalog(await readText(file));
  if (!parsed.ok) throw refuse(file, parsed.errors);
  return parsed.catalog;
}
