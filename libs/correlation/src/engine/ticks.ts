import { type Estate } from './state.js';

/** Distinct times that are kept; more than a look-back needs even where everything is late. */
const kept = 4_096;

/** The first index at which `ticks[index] >= at`. */
export function lowerBound(ticks: readonly number[], at: number): number {
  let from = 0;
  let to = ticks.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (ticks[middle]! < at) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Notes an event time at which something fired. All that one evaluation reports shares a time, and so is one observation. */
export function noteTick({ ticks }: Estate, at: number): void {
  const last = ticks.at(-1);
  if (last === undefined || last < at) ticks.push(at);
  else {
    const index = lowerBound(ticks, at);
    if (ticks[index] !== at) ticks.splice(index, 0, at);
  }
  if (ticks.length > 2 * kept) ticks.splice(0, kept);
}

/** How many distinct times are in [from, to). */
export const ticksBetween = ({ ticks }: Estate, from: number, to: number): number =>
  Math.max(0, lowerBound(ticks, to) - lowerBound(ticks, from));
