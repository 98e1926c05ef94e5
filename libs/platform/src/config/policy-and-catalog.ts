import { readFileSync } from 'node:fs';
import { emptyCatalog, parseCatalog, type Catalog } from '@throughline/catalog';
import { defaultPolicy, parsePolicy, type Policy } from '@throughline/policy';
import { codeOf } from '../thrown.js';
import { type ThroughlineConfig } from './config.js';
import { ConfigError, type ConfigProblem } from './errors.js';

export interface PolicyAndCatalog {
  readonly policy: Policy;
  readonly catalog: Catalog;
}

interface Mistake {
  readonly line: number;
  readonly column?: number;
  readonly message: string;
}

const explain = (variable: string, file: string, mistakes: readonly Mistake[]): ConfigProblem[] =>
  mistakes.map(({ line, column, message }) => ({
    variable,
    message: `(${file}:${line}${column === undefined ? '' : `:${column}`}) ${message}`,
  }));

type Read<T> = { readonly value: T } | { readonly problems: readonly ConfigProblem[] };

const text = (variable: string, file: string): Read<string> => {
  try {
    return { value: readFileSync(file, 'utf8') };
  } catch (error) {
    const reason = codeOf(error) ?? String(error);
    const message = `names ${JSON.stringify(file)}, which cannot be read (${reason}): give the path of a readable file`;
    return { problems: [{ variable, message }] };
  }
};

const readPolicy = (file: string | undefined): Read<Policy> => {
  if (file === undefined) return { value: defaultPolicy };
  const source = text('THROUGHLINE_POLICY', file);
  if ('problems' in source) return source;
  const parsed = parsePolicy(source.value);
  return parsed.ok
    ? { value: parsed.policy }
    : { problems: explain('THROUGHLINE_POLICY', file, parsed.errors) };
};

const readCatalog = (file: string | undefined): Read<Catalog> => {
  if (file === undefined) return { value: emptyCatalog };
  const source = text('THROUGHLINE_CATALOG', file);
  if ('problems' in source) return source;
  const parsed = parseCatalog(source.value);
  return parsed.ok
    ? { value: parsed.catalog }
    : { problems: explain('THROUGHLINE_CATALOG', file, parsed.errors) };
};

/**
 * The policy and the catalog that the configuration names, or the defaults.
 *
 * @throws ConfigError with every mistake of both files, each with its line.
 */
export const loadPolicyAndCatalog = (
  config: Pick<ThroughlineConfig, 'policyFile' | 'catalogFile'>,
): PolicyAndCatalog => {
  const policy = readPolicy(config.policyFile);
  const catalog = readCatalog(config.catalogFile);
  if ('value' in policy && 'value' in catalog) return { policy: policy.value, catalog: catalog.value };
  throw new ConfigError([policy, catalog].flatMap((read) => ('problems' in read ? read.problems : [])));
};
