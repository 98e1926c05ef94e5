import { type Run } from './run.js';
import { type Estate } from './state.js';

/** Weight of the newest alert in what is usual. */
const step = 0.02;

/** Learns how many of an estate's alerts are late, and by how much. */
export function learnLateness(run: Run, estate: Estate, latenessMs: number): void {
  const { lateness } = estate;
  const late = latenessMs > 0;
  lateness.share += step * (Number(late) - lateness.share);
  if (late) lateness.mean += step * (Math.min(latenessMs, run.policy.engine.onset.maxWait) - lateness.mean);
}

/** How late an estate's alerts usually are, ms, at most `maxWait`; 0 where few are late. */
export function usualLateness(run: Run, { lateness }: Estate): number {
  const { lateShare, maxWait } = run.policy.engine.onset;
  return lateness.share < lateShare ? 0 : Math.min(maxWait, Math.round(1.1 * lateness.mean));
}
