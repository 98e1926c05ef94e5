import { type Run } from '../run.js';
import { type Group, type KnownChange } from '../state.js';
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

/** Ranks an incident's suspects, and tells when their order or a score moved enough to matter. */
export function rank(run: Run, group: Group): void {
  const weighed = weighSymptoms(group);
  const suspicions = suspectServices(run.catalog, weighed);
  const suspected = suspectChanges(run.catalog, group, changesAround(run, group), { weighed, suspicions });
  const services = tellServices(withChanges(suspicions, suspected), group);
  const changes = tellChanges(suspected, group);
  const told: Group['told'] = [
    ...services.map(({ service, score }): [string, number] => [`s${service}`, score]),
    ...changes.map(({ signalId, score }): [string, number] => [`c${signalId}`, score]),
  ];
  if (told.length === 0 || !moved(group.told, told, run.policy.engine.ranking.movement)) return;
  group.told = told;
  const at = Math.max(run.state.now, group.startedAt);
  run.decisions.push({ type: 'suspects', incidentId: group.id, at, changes, services });
}

const moved = (before: Group['told'], after: Group['told'], movement: number): boolean =>
  before.length !== after.length ||
  after.some(([name, score], index) => {
    const [nameBefore, scoreBefore] = before[index] ?? ['', 0];
    return nameBefore !== name || Math.abs(scoreBefore - score) >= movement;
  });

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
