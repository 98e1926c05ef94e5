import { type Run, schedule } from '../run.js';
import { type Group } from '../state.js';

/** Ranks again after a while: soon while an incident is young, then at each quarter of its age. */
export function rankSoon(run: Run, group: Group, at: number): void {
  if (group.rankAt !== 0) return;
  const now = Math.max(at, run.state.now);
  group.rankAt = now + Math.max(run.policy.engine.ranking.interval, Math.round((now - group.startedAt) / 4));
  schedule(run, 'rank', group.id, group.rankAt);
}
