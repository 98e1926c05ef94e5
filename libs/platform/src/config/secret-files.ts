import { readFileSync } from 'node:fs';
import { codeOf } from '../thrown.js';
import { type ConfigProblem } from './errors.js';
import { fromFile } from './settings.js';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface ResolvedEnvironment {
  readonly values: Readonly<Record<string, string>>;
  readonly problems: readonly ConfigProblem[];
}

/** Variables that are set and not blank, with `<name>_FILE` replaced by the content of the file. An empty value counts as unset. */
export const resolveSecretFiles = (env: Environment): ResolvedEnvironment => {
  const values: Record<string, string> = {};
  const problems: ConfigProblem[] = [];
  for (const [name, value] of Object.entries(env)) {
    if (name.startsWith('THROUGHLINE_') && value !== undefined && value.trim() !== '') values[name] = value;
  }
  for (const name of fromFile) {
    const path = values[`${name}_FILE`];
    if (path === undefined) continue;
    if (values[name] !== undefined) {
      problems.push({ variable: `${name}_FILE`, message: `is set and ${name} too: give only one of them` });
      continue;
    }
    try {
      values[name] = readFileSync(path, 'utf8').trim();
    } catch (error) {
      problems.push({
        variable: `${name}_FILE`,
        message: `names ${JSON.stringify(path)}, which cannot be read (${codeOf(error) ?? String(error)}): give the path of a readable file`,
      });
    }
  }
  return { values, problems };
};
