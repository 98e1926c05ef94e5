import { type Run } from './run.js';
import { type Estate, type Undecided } from './state.js';
import { ticksBetween } from './ticks.js';

/**
 * Whether a new wave begins with an alert of a live session: its score when so, else null. Many distinct times just after it and few
 * before it, and alerts that had fired already firing anew, speak for one (a logistic model; coefficients are policy).
 */
export function isOnset(run: Run, estate: Estate, first: Undecided): number | null {
  const { onset } = run.policy.engine;
  const at = first.signal.occurredAt;
  const ahead = ticksBetween(estate, at, at + onset.lookAhead + 1);
  if (ahead < onset.minTicks) return null;
  const log = (count: number) => Math.log(1 + count);
  const score =
    onset.firstSecond * log(ticksBetween(estate, at, at + 1_001)) +
    onset.lookAheadTicks * log(ahead) -
    onset.secondBefore * log(ticksBetween(estate, at - 1_000, at)) -
    onset.lookBackTicks * log(ticksBetween(estate, at - 10_000, at)) -
    onset.minuteBefore * log(ticksBetween(estate, at - 60_000, at)) +
    onset.repeats * repeatShare(estate) +
    onset.bias;
  return score > onset.threshold ? score : null;
}

/** Repeats for each distinct alert among those undecided. */
function repeatShare({ undecided }: Estate): number {
  const distinct = new Set<string>();
  let repeats = 0;
  for (const { traits, again } of undecided) {
    distinct.add(traits.series);
    if (again) repeats += 1;
  }
  return repeats / Math.max(1, distinct.size);
}
