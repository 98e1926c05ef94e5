import { touch } from './bounded.js';
import { type Arrival } from './groups.js';
import { activate } from './rarity.js';
import { type Run } from './run.js';
import { type Estate } from './state.js';

/** Moves the estate's clock of learnt time: it stands still while a young incident is open, so that outages do not make alerts chronic. */
export function moveClock(run: Run, estate: Estate, at: number): void {
  const passed = at - estate.lastAt;
  if (passed <= 0) return;
  estate.lastAt = at;
  if (!hasYoungIncident(run, estate, at)) estate.clock += passed;
}

function hasYoungIncident(run: Run, estate: Estate, at: number): boolean {
  const newest = estate.waves.at(-1);
  if (newest === undefined || at > estate.until) return false;
  const group = run.state.groups.get(newest.id);
  return (
    group !== undefined &&
    group.status !== 'candidate' &&
    at - newest.startedAt < run.policy.engine.chronic.youngIncident
  );
}

/** Share of learnt time in which an alert is active, this firing included. */
export function learnChronic(run: Run, estate: Estate, { signal, traits }: Arrival): number {
  const { halo, prior } = run.policy.engine.chronic;
  const { chronic } = run.state;
  const activity = chronic.get(traits.series) ?? { total: 0, until: -Infinity };
  if (!hasYoungIncident(run, estate, signal.occurredAt)) activate(activity, estate.clock, halo);
  touch(chronic, traits.series, activity, run.policy.engine.limits.series);
  return activity.total / (estate.clock + prior);
}
