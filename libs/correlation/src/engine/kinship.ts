import { touch } from './bounded.js';
import { type Run } from './run.js';
import { type Group, type Kinship } from './state.js';

/** Partners that are kept of one kind of alert. */
const partners = 32;

/**
 * Learns which kinds of alert come together, when a group ends: what came to nothing teaches that they say little together; what was an
 * incident teaches less.
 */
export function learnKinship(run: Run, group: Group): void {
  const { state, policy } = run;
  const lesson = group.status === 'candidate' ? 1 : policy.engine.opening.incidentLesson;
  if (lesson === 0) return;
  for (const { kind } of group.masses) {
    const known: Kinship = state.kinship.get(kind) ?? { seen: 0, together: new Map() };
    known.seen += lesson;
    for (const { kind: other } of group.masses) {
      if (other !== kind) touch(known.together, other, (known.together.get(other) ?? 0) + lesson, partners);
    }
    touch(state.kinship, kind, known, policy.engine.limits.series);
  }
}

/** How sure a kind of alert was to come where one of the group's others had: 0 for company that is new. */
export function kinshipOf(run: Run, group: Group, kind: string): number {
  const known = run.state.kinship.get(kind);
  if (known === undefined) return 0;
  let most = 0;
  for (const { kind: other } of group.masses) most = Math.max(most, known.together.get(other) ?? 0);
  return most / (known.seen + 1);
}
