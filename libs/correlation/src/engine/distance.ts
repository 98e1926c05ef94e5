import { type Evidence } from '@throughline/contracts';
import { said } from './durations.js';
import { combine, speaksFor } from './evidence.js';
import { type Arrival, beginGroup, take } from './groups.js';
import { type Run } from './run.js';
import { type Estate, type Group } from './state.js';

/** Groups looked at for one alert, at most. */
const maxCandidates = 32;

interface Held {
  readonly group: Group;
  readonly evidence: Evidence[];
}

/** Large estates: an alert joins what it is close to, in the dependency graph, on the node and in time. */
export function placeByDistance(run: Run, estate: Estate, arrival: Arrival): void {
  const best = bestOf([...heldAgainst(run, arrival).values()]);
  if (best !== null && best.score >= run.policy.engine.membership.threshold) {
    take(run, estate, best.group, arrival, () => best.evidence);
    return;
  }
  const group = beginGroup(run, arrival, estate, true);
  take(run, estate, group, arrival, () => [
    speaksFor('founding', 1, 'Nothing that goes on was close enough: it is the first of its own.'),
  ]);
}

function bestOf(all: readonly Held[]): (Held & { readonly score: number }) | null {
  let best: (Held & { readonly score: number }) | null = null;
  for (const held of all) {
    const score = combine(held.evidence);
    if (best === null || score > best.score || (score === best.score && isFirst(held.group, best.group)))
      best = { ...held, score };
  }
  return best;
}

const isFirst = (a: Group, b: Group): boolean =>
  a.startedAt < b.startedAt || (a.startedAt === b.startedAt && a.id < b.id);

/** The groups that something ties the alert to, with what does. */
function heldAgainst(run: Run, arrival: Arrival): Map<string, Held> {
  const { service, node } = arrival.traits;
  const weights = run.policy.engine.membership;
  const found = new Map<string, Held>();
  if (service === '') return found;
  lookUp(run, arrival, found, service, weights.sameService, 'same-service', `${service} itself`);
  for (const other of namedServices(arrival)) {
    lookUp(run, arrival, found, other, weights.namedEdge, 'named-edge', `${other}, which the alert names`);
  }
  for (const [other, isCaller] of neighbours(run, service)) {
    const hub = run.catalog.callers(isCaller ? service : other).length > weights.hubCallers;
    const text = isCaller ? `${other}, which calls ${service}` : `${other}, which ${service} calls`;
    lookUp(run, arrival, found, other, hub ? weights.hub : weights.neighbour, 'dependency', text);
  }
  if (node !== null) lookUpNode(run, arrival, found, node);
  return found;
}

const namedServices = ({ traits }: Arrival): readonly string[] =>
  [traits.callee, traits.caller].filter((name): name is string => name !== null && name !== traits.service);

/** Callers and dependencies of a service; callers of a hub are too many to say anything. */
function* neighbours(run: Run, service: string): Iterable<readonly [string, boolean]> {
  for (const other of run.catalog.dependencies(service)) yield [other, false];
  const callers = run.catalog.callers(service);
  if (callers.length <= run.policy.engine.membership.hubCallers)
    for (const other of callers) yield [other, true];
}

function lookUp(
  run: Run,
  { signal }: Arrival,
  found: Map<string, Held>,
  service: string,
  weight: number,
  kind: 'same-service' | 'named-edge' | 'dependency',
  what: string,
): void {
  const { window, decay } = run.policy.engine.membership;
  for (const group of live(run, run.state.byService, service)) {
    const apart = Math.abs(signal.occurredAt - (group.services.get(service) ?? -Infinity));
    if (apart > window) continue;
    note(
      found,
      group,
      speaksFor(kind, weight * Math.exp(-apart / decay), `It is ${said(apart)} from alerts on ${what}.`),
    );
  }
}

function lookUpNode(run: Run, { signal }: Arrival, found: Map<string, Held>, node: string): void {
  const { sameNode, nodeWindow } = run.policy.engine.membership;
  for (const group of live(run, run.state.byNode, node)) {
    const apart = Math.abs(signal.occurredAt - (group.nodes.get(node) ?? -Infinity));
    if (apart > nodeWindow) continue;
    note(
      found,
      group,
      speaksFor('same-node', sameNode, `Something else on ${node} fired ${said(apart)} apart.`),
    );
  }
}

function note(found: Map<string, Held>, group: Group, evidence: Evidence): void {
  const held = found.get(group.id);
  if (held !== undefined) held.evidence.push(evidence);
  else if (found.size < maxCandidates) found.set(group.id, { group, evidence: [evidence] });
}

/** Groups listed under a key that can still be joined; the others are taken off the list. */
function live(run: Run, index: Map<string, string[]>, key: string): readonly Group[] {
  const ids = index.get(key);
  if (ids === undefined) return [];
  const horizon = run.state.now - run.policy.engine.membership.window - run.policy.time.lateness;
  const groups = ids
    .map((id) => run.state.groups.get(id))
    .filter((group): group is Group => group !== undefined && group.lastAt >= horizon);
  if (groups.length === 0) index.delete(key);
  else if (groups.length < ids.length)
    index.set(
      key,
      groups.map(({ id }) => id),
    );
  return groups;
}
