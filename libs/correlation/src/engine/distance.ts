import { type Evidence } from '@throughline/contracts';
import { said } from './durations.js';
import { combine, type EvidenceKind, speaksFor } from './evidence.js';
import { type Arrival, beginGroup, take } from './groups.js';
import { mayMerge, merge } from './merging.js';
import { standingAt } from './places.js';
import { type Run } from './run.js';
import { type Estate, type Group, type PlaceKind } from './state.js';

/** Groups looked at for one alert, at most. */
const maxCandidates = 32;

/** A group that something ties an alert to. */
interface Held {
  readonly group: Group;
  readonly evidence: Evidence[];
}

interface Scored extends Held {
  readonly score: number;
}

/**
 * Large estates: an alert joins what it is close to, in the dependency graph, on the node and in time. An alert that is close to several is
 * a bridge: they were parts of one.
 */
export function placeByDistance(run: Run, estate: Estate, arrival: Arrival): void {
  const { threshold, mergeThreshold } = run.policy.engine.membership;
  const at = arrival.signal.occurredAt;
  const [best, ...others] = scored(heldAgainst(run, arrival)).filter(({ score }) => score >= threshold);
  if (best === undefined) {
    const founded = beginGroup(run, arrival, estate, true);
    take(run, estate, founded, arrival, () => [
      speaksFor('founding', 1, 'Nothing that goes on was close enough: it is the first of its own.'),
    ]);
    return;
  }
  let { group } = best;
  for (const other of others) {
    if (other.score < mergeThreshold || !mayMerge(run, group, other.group)) continue;
    group = merge(run, group, other.group, Math.max(at, run.state.now), [
      speaksFor(
        'bridge',
        other.score,
        `${arrival.signal.name} on ${arrival.traits.service} belongs to both.`,
      ),
    ]);
  }
  take(run, estate, group, arrival, () => best.evidence);
}

const scored = (all: Iterable<Held>): readonly Scored[] =>
  [...all]
    .map((held) => ({ ...held, score: combine(held.evidence) }))
    .sort(
      (a, b) =>
        b.score - a.score || a.group.startedAt - b.group.startedAt || (a.group.id < b.group.id ? -1 : 1),
    );

/** The groups that something ties the alert to, with what does. */
function heldAgainst(run: Run, arrival: Arrival): Iterable<Held> {
  const { traits, signal } = arrival;
  const weights = run.policy.engine.membership;
  const search = new Search(run, signal.occurredAt);
  if (traits.service !== '') {
    search.at('service', traits.service, weights.sameService, 'same-service', `alerts on ${traits.service}`);
    search.at(
      'blamed',
      traits.service,
      weights.namedEdge,
      'named-edge',
      `alerts that blame ${traits.service}`,
    );
    searchNeighbours(search, run, traits.service);
  }
  if (traits.callee !== null && traits.callee !== traits.service) {
    const { callee } = traits;
    search.at('service', callee, weights.namedEdge, 'named-edge', `alerts on ${callee}, which it blames`);
    search.at('blamed', callee, weights.namedEdge, 'named-edge', `other alerts that blame ${callee}`);
  }
  if (traits.caller !== null && traits.caller !== traits.service)
    search.at(
      'service',
      traits.caller,
      weights.namedEdge,
      'named-edge',
      `alerts on its caller ${traits.caller}`,
    );
  if (traits.node !== null)
    search.at(
      'node',
      traits.node,
      weights.sameNode,
      'same-node',
      `other alerts on ${traits.node}`,
      weights.nodeWindow,
    );
  return search.found.values();
}

/** Callers and dependencies. Something that many call says little until many alerts point at it. */
function searchNeighbours(search: Search, run: Run, service: string): void {
  const { neighbour, hub, hubCallers, loudHub } = run.policy.engine.membership;
  for (const other of run.catalog.dependencies(service)) {
    const isHub = run.catalog.callers(other).length > hubCallers;
    const weigh = (alerts: number) => (isHub && alerts < loudHub ? hub : neighbour);
    search.at('service', other, weigh, 'dependency', `alerts on ${other}, which ${service} calls`);
    search.at('blamed', other, weigh, 'dependency', `alerts that blame ${other}, which ${service} calls`);
  }
  const callers = run.catalog.callers(service);
  if (callers.length > hubCallers) return;
  for (const other of callers)
    search.at('service', other, neighbour, 'dependency', `alerts on ${other}, which calls ${service}`);
}

/** Collects what ties an alert to groups. */
class Search {
  readonly found = new Map<string, Held>();
  constructor(
    private readonly run: Run,
    private readonly occurredAt: number,
  ) {}

  /** Looks somewhere; what was found there decays with the time apart, or holds within a window. */
  at(
    place: PlaceKind,
    name: string,
    weight: number | ((alerts: number) => number),
    kind: EvidenceKind,
    what: string,
    only?: number,
  ): void {
    const { window, decay } = this.run.policy.engine.membership;
    for (const group of standingAt(this.run, place, name)) {
      const there = group.places[place].get(name);
      if (there === undefined) continue;
      const apart = Math.abs(this.occurredAt - there.last);
      if (apart > (only ?? window)) continue;
      const full = typeof weight === 'number' ? weight : weight(there.alerts);
      const faded = only === undefined ? full * Math.exp(-apart / decay) : full;
      this.note(group, speaksFor(kind, faded, `It is ${said(apart)} from ${what}.`));
    }
  }

  private note(group: Group, evidence: Evidence): void {
    const held = this.found.get(group.id);
    if (held !== undefined) held.evidence.push(evidence);
    else if (this.found.size < maxCandidates) this.found.set(group.id, { group, evidence: [evidence] });
  }
}
