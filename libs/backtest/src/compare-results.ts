import { type BacktestIncident, type BacktestResult } from './result.js';

/** What another policy makes of the same signals. Incidents are told by id: `before` of the first result, `after` of the second. */
export interface ResultDifference {
  /** One incident whose signals are in several now. */
  readonly split: readonly { readonly before: string; readonly after: readonly string[] }[];
  /** Several incidents whose signals are in one now. */
  readonly merged: readonly { readonly before: readonly string[]; readonly after: string }[];
  /** Incidents none of whose signals were in one before. */
  readonly gained: readonly string[];
  /** Incidents none of whose signals are in one now. */
  readonly lost: readonly string[];
  /** Signals that are in an incident on one side only, or whose incident is not the one that most of their fellows are in. */
  readonly moved: readonly {
    readonly signalId: string;
    readonly before: string | null;
    readonly after: string | null;
  }[];
  /** Incidents that correspond and whose first suspect differs. */
  readonly suspects: readonly {
    readonly before: string;
    readonly after: string;
    readonly service?: readonly [string | null, string | null] | undefined;
    readonly change?: readonly [string | null, string | null] | undefined;
  }[];
}

type Owners = ReadonlyMap<string, string>;
type Overlaps = ReadonlyMap<string, ReadonlyMap<string, number>>;

const ownersOf = ({ incidents }: BacktestResult): Owners =>
  new Map(incidents.flatMap(({ id, signalIds }) => signalIds.map((signal) => [signal, id] as const)));

/** Incident → incidents of the other side that its signals are in, with how many. */
const overlapsOf = ({ incidents }: BacktestResult, other: Owners): Overlaps =>
  new Map(
    incidents.map(({ id, signalIds }) => {
      const counts = new Map<string, number>();
      for (const signal of signalIds) {
        const owner = other.get(signal);
        if (owner !== undefined) counts.set(owner, (counts.get(owner) ?? 0) + 1);
      }
      return [id, counts] as const;
    }),
  );

const byCount = ([a, m]: readonly [string, number], [b, n]: readonly [string, number]): number =>
  n - m || (a < b ? -1 : 1);

/** The incident of the other side that most signals are in. */
const counterpart = (overlaps: Overlaps, id: string): string | undefined =>
  [...(overlaps.get(id) ?? [])].sort(byCount)[0]?.[0];

/** How two results of the same signals differ; pure. */
export function compareResults(before: BacktestResult, after: BacktestResult): ResultDifference {
  const ownersBefore = ownersOf(before);
  const ownersAfter = ownersOf(after);
  const forward = overlapsOf(before, ownersAfter);
  const backward = overlapsOf(after, ownersBefore);
  const severalOf = (overlaps: Overlaps) =>
    [...overlaps]
      .filter(([, counts]) => counts.size > 1)
      .map(([id, counts]) => [id, [...counts.keys()].sort()] as const);
  const noneOf = (overlaps: Overlaps) =>
    [...overlaps].filter(([, counts]) => counts.size === 0).map(([id]) => id);
  return {
    split: severalOf(forward).map(([id, ids]) => ({ before: id, after: ids })),
    merged: severalOf(backward).map(([id, ids]) => ({ before: ids, after: id })),
    gained: noneOf(backward),
    lost: noneOf(forward),
    moved: movedSignals(ownersBefore, ownersAfter, forward),
    suspects: changedSuspects(before, after, forward),
  };
}

function movedSignals(before: Owners, after: Owners, forward: Overlaps): ResultDifference['moved'] {
  const moved: { signalId: string; before: string | null; after: string | null }[] = [];
  for (const [signalId, was] of before) {
    const is = after.get(signalId) ?? null;
    if (is !== counterpart(forward, was)) moved.push({ signalId, before: was, after: is });
  }
  for (const [signalId, is] of after)
    if (!before.has(signalId)) moved.push({ signalId, before: null, after: is });
  return moved.sort((a, b) => (a.signalId < b.signalId ? -1 : 1));
}

function changedSuspects(
  before: BacktestResult,
  after: BacktestResult,
  forward: Overlaps,
): ResultDifference['suspects'] {
  const others = new Map(after.incidents.map((incident) => [incident.id, incident]));
  return before.incidents.flatMap((was) => {
    const is = others.get(counterpart(forward, was.id) ?? '');
    if (is === undefined) return [];
    const service = pair(topService(was), topService(is));
    const change = pair(topChange(was), topChange(is));
    return service === undefined && change === undefined
      ? []
      : [{ before: was.id, after: is.id, service, change }];
  });
}

const pair = (a: string | null, b: string | null): readonly [string | null, string | null] | undefined =>
  a === b ? undefined : [a, b];

const topService = ({ suspects }: BacktestIncident): string | null => suspects[0]?.service ?? null;
const topChange = ({ changes }: BacktestIncident): string | null => changes[0]?.changeId ?? null;
