import { touch } from './bounded.js';
import { type Run } from './run.js';
import { type Group, type PlaceKind } from './state.js';

/** Notes that a group has an alert somewhere, and lists it there. */
export function standAt(run: Run, group: Group, kind: PlaceKind, name: string, at: number): void {
  const known = group.places[kind].get(name);
  if (known !== undefined) {
    known.last = Math.max(known.last, at);
    known.alerts += 1;
    return;
  }
  touch(group.places[kind], name, { last: at, alerts: 1 }, run.policy.engine.limits.alertsPerIncident);
  if (group.wide) list(run, kind, name, group.id);
}

function list({ state, policy }: Run, kind: PlaceKind, name: string, id: string): void {
  const ids = state.places[kind].get(name) ?? [];
  if (!ids.includes(id)) ids.push(id);
  touch(state.places[kind], name, ids, policy.engine.limits.series);
}

/** Takes over where another group stands. */
export function takePlaces(run: Run, survivor: Group, absorbed: Group): void {
  for (const kind of placeKinds)
    for (const [name, { last, alerts }] of absorbed.places[kind]) {
      const known = survivor.places[kind].get(name);
      survivor.places[kind].set(name, {
        last: Math.max(last, known?.last ?? last),
        alerts: alerts + (known?.alerts ?? 0),
      });
      list(run, kind, name, survivor.id);
    }
}

export const placeKinds = ['service', 'blamed', 'node'] as const satisfies readonly PlaceKind[];

/** The groups that stand somewhere and can still be joined; the others are taken off the list. */
export function standingAt(run: Run, kind: PlaceKind, name: string): readonly Group[] {
  const index = run.state.places[kind];
  const ids = index.get(name);
  if (ids === undefined) return none;
  const horizon = run.state.now - run.policy.engine.membership.window - run.policy.time.lateness;
  const groups = ids
    .map((id) => run.state.groups.get(id))
    .filter((group): group is Group => group !== undefined && group.lastAt >= horizon);
  if (groups.length === 0) index.delete(name);
  else if (groups.length < ids.length)
    index.set(
      name,
      groups.map(({ id }) => id),
    );
  return groups;
}

const none: readonly Group[] = [];
