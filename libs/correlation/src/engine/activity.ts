import { touch } from './bounded.js';
import { type Arrival } from './groups.js';
import { type Run } from './run.js';
import { type Activity, type Estate, type Group } from './state.js';

/** Time of a candidate's alerts that was counted, by what it was counted for: taken back when it turns out to be an incident. */
export interface Lent {
  readonly chronic: Map<string, number>;
  readonly kinds: Map<string, number>;
}

/** Adds a firing: the time within `halo` of it, less what is counted already. Gives what was added. */
function activate(activity: Activity, at: number, halo: number): number {
  const until = at + halo;
  if (until <= activity.until) return 0;
  const added = Math.min(halo, until - activity.until);
  activity.total += added;
  activity.until = until;
  return added;
}

const unknown = (): Activity => ({ total: 0, until: -Infinity });

/** Moves the estate's clock of learnt time: it stands still while a young incident is open, so that outages do not make alerts chronic. */
export function moveClock(run: Run, estate: Estate, at: number): void {
  const passed = at - estate.lastAt;
  if (passed <= 0) return;
  estate.lastAt = at;
  const newest = estate.waves.at(-1);
  const group = newest === undefined || at > estate.until ? undefined : run.state.groups.get(newest.id);
  if (group === undefined || !isYoungIncident(run, group, at)) estate.clock += passed;
}

const isYoungIncident = (run: Run, group: Group, at: number): boolean =>
  group.status !== 'candidate' && at - group.startedAt < run.policy.engine.chronic.youngIncident;

/** Share of learnt time in which a series is active outside of incidents. */
export function chronicShare(run: Run, estate: Estate, { traits }: Arrival): number {
  const { halo, prior } = run.policy.engine.chronic;
  const total = run.state.chronic.get(traits.series)?.total ?? 0;
  return (total + halo) / (estate.clock + prior);
}

/** −ln of the share of time in which this kind of alert was active before now, at most `maxNovelty`: 0 for what always fires. */
export function rarityOf(run: Run, estate: Estate, { signal, traits }: Arrival): number {
  const { prior, maxNovelty, unseen } = run.policy.engine.opening;
  const total = run.state.activity.get(traits.kind)?.total ?? 0;
  const share = (total + unseen) / (Math.max(0, signal.occurredAt - estate.firstAt) + prior);
  return Math.min(maxNovelty, Math.max(0, -Math.log(Math.min(1, share))));
}

/** Learns that an alert fired, in the group that it went to. What fires in an incident is not noise, and teaches less. */
export function learnActivity(
  run: Run,
  estate: Estate,
  { signal, traits }: Arrival,
  group: Group | null,
): void {
  const { chronic, opening, limits } = run.policy.engine;
  const at = signal.occurredAt;
  const { state } = run;
  if (group !== null && isYoungIncident(run, group, at)) return;
  const series = state.chronic.get(traits.series) ?? unknown();
  const kind = state.activity.get(traits.kind) ?? unknown();
  const ofSeries = activate(series, estate.clock, chronic.halo);
  const ofKind = activate(kind, at, opening.halo);
  touch(state.chronic, traits.series, series, limits.series);
  touch(state.activity, traits.kind, kind, limits.series);
  if (group?.status !== 'candidate') return;
  lend(group.lent.chronic, traits.series, ofSeries);
  lend(group.lent.kinds, traits.kind, ofKind);
}

function lend(lent: Map<string, number>, key: string, added: number): void {
  if (added > 0) lent.set(key, (lent.get(key) ?? 0) + added);
}

/** A candidate became an incident: what its alerts taught is taken back. */
export function takeBack({ state }: Run, { lent }: Group): void {
  for (const [key, added] of lent.chronic) lessen(state.chronic.get(key), added);
  for (const [key, added] of lent.kinds) lessen(state.activity.get(key), added);
  lent.chronic.clear();
  lent.kinds.clear();
}

function lessen(activity: Activity | undefined, added: number): void {
  if (activity !== undefined) activity.total = Math.max(0, activity.total - added);
}
