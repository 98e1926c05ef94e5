import { touch } from './bounded.js';
import { type Arrival } from './groups.js';
import { type Run } from './run.js';
import { type Activity, type Estate } from './state.js';

/** Adds a firing: the time within `halo` of it, less what is counted already. */
export function activate(activity: Activity, at: number, halo: number): void {
  const until = at + halo;
  if (until <= activity.until) return;
  activity.total += Math.min(halo, until - activity.until);
  activity.until = until;
}

/** −ln of the share of time in which this kind of alert was active before now, at most `maxNovelty`: 0 for what always fires. */
export function rarityOf(run: Run, { traits }: Arrival): number {
  const { maxNovelty } = run.policy.engine.opening;
  const activity = run.state.activity.get(traits.kind);
  return activity === undefined ? maxNovelty : activity.rarity;
}

/** Learns that a kind of alert is active, and how rare it was before. */
export function learnRarity(run: Run, estate: Estate, { signal, traits }: Arrival): void {
  const { halo, prior, maxNovelty } = run.policy.engine.opening;
  const at = signal.occurredAt;
  const { activity } = run.state;
  const known = activity.get(traits.kind) ?? { total: 0, until: -Infinity, rarity: maxNovelty };
  if (at > known.until) {
    const share = (known.total + 0.02 * prior) / (Math.max(0, at - estate.firstAt) + prior);
    known.rarity = Math.min(maxNovelty, Math.max(0, -Math.log(Math.min(1, share))));
  }
  activate(known, at, halo);
  touch(activity, traits.kind, known, run.policy.engine.limits.series);
}
