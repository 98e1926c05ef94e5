import { type Run } from './run.js';
import { touch } from './bounded.js';
import { type Estate, type Rhythm } from './state.js';
import { key } from './traits.js';

const kept = 30;
const quickPause = 5_000;
/** Pauses needed before a rhythm (or its absence) is believed. */
const enough = 6;

/** Learns when a source reports on an estate: alerts of one evaluation share a time, so distinct times are its ticks. */
export function learnRhythm(run: Run, estate: Estate, source: string, at: number): void {
  const { rhythms } = run.state;
  const of = key(estate.key, source);
  const known = rhythms.get(of);
  if (known === undefined) {
    touch(
      rhythms,
      of,
      { lastTick: at, pauses: [], quick: 0, interval: null },
      run.policy.engine.limits.series,
    );
    return;
  }
  const pause = at - known.lastTick;
  if (pause <= 0) return;
  known.lastTick = at;
  if (pause <= quickPause) known.quick = Math.min(kept, known.quick + 1);
  else {
    known.pauses.push(pause);
    if (known.pauses.length > kept) known.pauses.shift();
    known.interval = commonPause(known.pauses);
  }
}

/** The interval in which a source reports, ms; 0 when it has none; null while unknown. */
export function intervalOf(rhythm: Rhythm | undefined): number | null {
  if (rhythm === undefined) return null;
  if (rhythm.interval !== null) return rhythm.interval;
  return rhythm.quick + rhythm.pauses.length >= enough ? 0 : null;
}

/** The pause that at least half of all share within 5 %; of several the one that most share, then the shortest. */
function commonPause(pauses: readonly number[]): number | null {
  if (pauses.length < 3) return null;
  const sorted = [...pauses].sort((a, b) => a - b);
  let best: number | null = null;
  let most = 0;
  let from = 0;
  for (let to = 0; to < sorted.length; to += 1) {
    while (sorted[to]! > sorted[from]! * 1.1) from += 1;
    if (to - from + 1 > most) {
      most = to - from + 1;
      best = sorted[(from + to) >> 1]!;
    }
  }
  return most * 2 >= sorted.length ? best : null;
}

/** How long a pause a session survives after an alert of a source. */
export function gapAfter(run: Run, estate: Estate, source: string): number {
  const { gap, intervalFactor, unknownGap } = run.policy.engine.session;
  const interval = intervalOf(run.state.rhythms.get(key(estate.key, source)));
  return interval === null ? unknownGap : Math.max(gap, intervalFactor * interval);
}
