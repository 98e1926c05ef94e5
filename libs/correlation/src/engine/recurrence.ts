import { touch } from './bounded.js';
import { type Run } from './run.js';
import { type Group } from './state.js';

/** Kinds of alert that are kept of an ended incident. */
const signatureSize = 50;

const signatureOf = (group: Group): readonly string[] =>
  [...new Set([...group.symptoms.values()].map(({ kind }) => kind))].sort().slice(0, signatureSize);

export function rememberSignature(run: Run, group: Group): void {
  touch(run.state.past, group.id, signatureOf(group), run.policy.engine.limits.pastIncidents);
}

/** The ended incident whose kinds of alert are most alike (Jaccard), of equals the latest; null when none is alike enough. */
export function recurrenceOf(run: Run, group: Group): string | null {
  const own = new Set(signatureOf(group));
  let best: string | null = null;
  let alike = run.policy.engine.lifecycle.recurrence;
  for (const [id, signature] of run.state.past) {
    const shared = signature.filter((kind) => own.has(kind)).length;
    const similarity = shared / (own.size + signature.length - shared);
    if (similarity >= alike) {
      alike = similarity;
      best = id;
    }
  }
  return best;
}
