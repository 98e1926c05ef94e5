import { type Run, schedule } from '../run.js';
import { type Group } from '../state.js';

/** Ranks again once the interval since the last time is over. */
export function rankSoon(run: Run, group: Group, at: number): void {
  if (group.rankAt !== 0) return;
  group.rankAt = Math.max(at, run.state.now) + run.policy.engine.ranking.interval;
  schedule(run, 'rank', group.id, group.rankAt);
}
