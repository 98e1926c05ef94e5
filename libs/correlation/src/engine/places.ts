import { type Run } from './run.js';
import { type Group, type PlaceKind } from './state.js';

/** Notes that a group has an alert somewhere, and lists it there. */
export function standAt({ state }: Run, group: Group, kind: PlaceKind, name: string, at: number): void {
  const known = group.places[kind].get(name);
  if (known !== undefined) {
    known.last = Math.max(known.last, at);
    known.alerts += 1;
    return;
  }
  group.places[kind].set(name, { last: at, alerts: 1 });
  if (group.wide) list(state.places[kind], name, group.id);
}

function list(index: Map<string, string[]>, name: string, id: string): void {
  const ids = index.get(name);
  if (ids === undefined) index.set(name, [id]);
  else if (!ids.includes(id)) ids.push(id);
}

/** Takes over where another group stands. */
export function takePlaces({ state }: Run, survivor: Group, absorbed: Group): void {
  for (const kind of placeKinds)
    for (const [name, { last, alerts }] of absorbed.places[kind]) {
      const known = survivor.places[kind].get(name);
      survivor.places[kind].set(name, {
        last: Math.max(last, known?.last ?? last),
        alerts: alerts + (known?.alerts ?? 0),
      });
      list(state.places[kind], name, survivor.id);
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
