import { type Run } from '../run.js';
import { type Group, type KnownChange, type Told } from '../state.js';
import { type ChangeSuspicion, suspectChanges } from './changes.js';
import { type Suspicion, suspectServices } from './services.js';
import { tellChanges, tellServices } from './tell.js';
import { weighSymptoms } from './weights.js';

/** Suspicion of a service after what was changed on it. */
export interface RankedService extends Suspicion {
  readonly service: string;
  /** The change of it that is suspected most. */
  readonly change: ChangeSuspicion | null;
  readonly final: number;
}

const changedAtLeast = 0.1;
const changeFactor = 16;

/** How many of the first suspects' order matters while an incident goes on. */
const leading = 3;

/** Ranks an incident's suspects, and tells when what leads or a score moved enough to matter; at its end, when anything moved. */
export function rank(run: Run, group: Group, atEnd = false): void {
  const weighed = weighSymptoms(group);
  const suspicions = suspectServices(run.catalog, weighed);
  const suspected = suspectChanges(run.catalog, group, changesAround(run, group), { weighed, suspicions });
  const services = tellServices(withChanges(suspicions, suspected), group);
  const changes = tellChanges(suspected, group);
  const told: Group['told'] = {
    services: services.map(({ service, score }) => [service, score] as const),
    changes: changes.map(({ signalId, score }) => [signalId, score] as const),
  };
  const movement = atEnd ? 0.005 : run.policy.engine.ranking.movement;
  const order = atEnd ? Infinity : leading;
  if (
    !moved(group.told.services, told.services, order, movement) &&
    !moved(group.told.changes, told.changes, order, movement)
  )
    return;
  group.told = told;
  const at = Math.max(run.state.now, group.startedAt);
  run.decisions.push({ type: 'suspects', incidentId: group.id, at, changes, services });
}

function moved(before: Told, after: Told, order: number, movement: number): boolean {
  if (before.length === 0 || after.length === 0) return before.length !== after.length;
  const scores = new Map(before);
  return after.some(
    ([name, score], index) =>
      (index < order && before[index]?.[0] !== name) || Math.abs((scores.get(name) ?? 0) - score) >= movement,
  );
}

function changesAround(run: Run, group: Group): readonly KnownChange[] {
  const from = group.startedAt - run.policy.time.changeLookBack;
  return [...run.state.changes.values()].filter(({ at }) => at >= from && at <= group.lastAt);
}

/** A service that was changed at the right time is suspected more, even one without an alert of its own, if what calls it has some. */
function withChanges(
  suspicions: ReadonlyMap<string, Suspicion>,
  suspected: readonly ChangeSuspicion[],
): readonly RankedService[] {
  const strongest = new Map<string, ChangeSuspicion>();
  const force = ({ timing, version }: ChangeSuspicion): number => timing * Math.exp(version);
  for (const suspicion of suspected) {
    const { service } = suspicion.change;
    const known = service === null ? undefined : strongest.get(service);
    if (service !== null && (known === undefined || force(suspicion) > force(known)))
      strongest.set(service, suspicion);
  }
  const most = Math.max(0, ...[...suspicions.values()].map(({ total }) => total));
  const none: Suspicion = { own: 0, explains: 0, explained: 0, total: 0 };
  return [...new Set([...suspicions.keys(), ...strongest.keys()])]
    .filter((service) => service !== '')
    .map((service) => {
      const suspicion = suspicions.get(service) ?? none;
      const change = strongest.get(service) ?? null;
      const base = change !== null && change.place > 0 ? changedAtLeast * most : 0;
      const factor = change === null ? 1 : 1 + changeFactor * force(change);
      const final = (suspicion.total + base) * factor;
      return { ...suspicion, service, change, final };
    });
}
