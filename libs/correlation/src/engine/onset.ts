import { type Run } from './run.js';
import { type Estate } from './state.js';
import { ticksBetween } from './ticks.js';

/** What speaks for a new wave. */
export interface Onset {
  /** Distinct times in the look-ahead. */
  readonly ahead: number;
  /** The most distinct times in as long before it. */
  readonly before: number;
}

const second = 1_000;
const minute = 60 * second;

/**
 * Whether a new wave begins at a time inside a live session; null when not. A wave that is louder at once than anything of the last minutes
 * is a fault of its own; the aftershocks of a fault are quieter than its beginning. A logistic model on logarithms of counts of distinct times:
 * what one evaluation reports shares a time, so sources that tick never look like a wave, however much they report.
 */
export function onsetAt(run: Run, estate: Estate, at: number): Onset | null {
  const { onset } = run.policy.engine;
  const ahead = ticksBetween(estate, at, at + onset.lookAhead + 1);
  if (ahead < onset.minTicks) return null;
  const before = loudestBefore(estate, at, onset.lookAhead, onset.lookBack);
  const score =
    onset.bias +
    onset.firstSecond * Math.log1p(ticksBetween(estate, at, at + second + 1)) +
    onset.ahead * Math.log1p(ahead) -
    onset.loudest * Math.log1p(before) -
    onset.minuteBefore * Math.log1p(ticksBetween(estate, at - minute, at));
  return score > 0 ? { ahead, before } : null;
}

/** The most distinct times in any `window` that ends before `at`, half overlapping, as far back as `lookBack`. */
function loudestBefore(estate: Estate, at: number, window: number, lookBack: number): number {
  let loudest = 0;
  for (let from = at - lookBack; from <= at - window; from += window / 2)
    loudest = Math.max(loudest, ticksBetween(estate, from, from + window));
  return loudest;
}
