import { type Environment } from './secret-files.js';
import { variables } from './settings.js';

/** Levenshtein distance of two short strings. */
const distance = (a: string, b: string): number => {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(swap, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
};

const nearest = (name: string): string | undefined => {
  const ranked = variables
    .map((known) => ({ known, far: distance(name, known) }))
    .sort((a, b) => a.far - b.far);
  const best = ranked[0];
  return best !== undefined && best.far <= 5 ? best.known : undefined;
};

/** One sentence for each `THROUGHLINE_*` variable that nothing reads: most likely a slip of the pen. */
export const warnOfUnknownVariables = (env: Environment): readonly string[] =>
  Object.keys(env)
    .filter(
      (name) =>
        name.startsWith('THROUGHLINE_') && !name.startsWith('THROUGHLINE_TEST_') && !variables.includes(name),
    )
    .sort()
    .map((name) => {
      const suggestion = nearest(name.slice(0, 100));
      const hint =
        suggestion === undefined ? 'see the settings in the README' : `did you mean ${suggestion}?`;
      return `${name} is set but nothing reads it: ${hint}`;
    });
