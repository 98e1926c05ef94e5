import { type Run } from './run.js';
import { touch } from './bounded.js';
import { type Arrival } from './groups.js';
import { type Estate, type Group, type Usual } from './state.js';
import { key, type Traits } from './traits.js';

const decay = 0.7;
const shrinkage = 0.8;

const seriesKey = (traits: Traits) => `s${traits.series}`;
const kindKey = (traits: Traits) => `k${traits.kind}`;
const instanceKey = (traits: Traits) => `i${key(traits.service, traits.instance)}`;

/** Moves the estate's learnt time on: buckets in which nothing fires do not count. */
export function moveBucket(run: Run, estate: Estate, at: number): void {
  const bucket = Math.floor(at / run.policy.engine.ranking.bucket);
  if (bucket <= estate.bucket) return;
  estate.bucket = bucket;
  estate.bucketOrdinal += 1;
}

/** Learns that an alert fired, once a bucket. */
export function learnUsual(run: Run, estate: Estate, { signal, traits }: Arrival): void {
  // Three keys a series: itself, its kind and its instance.
  const limit = 3 * run.policy.engine.limits.series;
  const ordinal = estate.bucketOrdinal;
  const { usual, names } = run.state;
  const isNew = !usual.has(seriesKey(traits));
  const counted = fire(usual, seriesKey(traits), ordinal, limit);
  fire(usual, kindKey(traits), ordinal, limit);
  if (traits.instance !== null) fire(usual, instanceKey(traits), ordinal, limit);
  const nameKey = key(estate.key, signal.name);
  const name = names.get(nameKey) ?? { series: 0, before: 0, current: 0, ordinal };
  if (name.ordinal < ordinal) {
    name.before += name.current;
    name.current = 0;
    name.ordinal = ordinal;
  }
  if (isNew) name.series += 1;
  if (counted) name.current += 1;
  touch(names, nameKey, name, limit);
}

function fire(usual: Map<string, Usual>, of: string, ordinal: number, limit: number): boolean {
  const known = usual.get(of);
  if (known === undefined) {
    touch(usual, of, { buckets: 0, decayed: 0, last: ordinal }, limit);
    return true;
  }
  touch(usual, of, known, limit);
  if (known.last >= ordinal) return false;
  known.decayed = (known.decayed * decay + 1) * decay ** (ordinal - 1 - known.last);
  known.buckets += 1;
  known.last = ordinal;
  return true;
}

/** In how many buckets before `ordinal` it fired, and the same decayed. */
function before(usual: Usual | undefined, ordinal: number): readonly [number, number] {
  if (usual === undefined) return [0, 0];
  if (usual.last >= ordinal) return [usual.buckets, usual.decayed];
  return [usual.buckets + 1, (usual.decayed * decay + 1) * decay ** (ordinal - 1 - usual.last)];
}

/**
 * How unusual an alert is, in nats: −ln of the share of learnt time in which it fired before the incident began, of the instance's own
 * series where the instance is known well enough, else of all instances together. The share is the larger of all time's and of recent
 * time's, each shrunk towards what is usual for alerts of that name.
 */
export function noveltyOf(run: Run, group: Group, { signal, traits }: Arrival): number {
  const { usual, names } = run.state;
  const total = group.bucket;
  const recent = (1 - decay ** total) / (1 - decay);
  const name = names.get(key(group.estate, signal.name));
  const fired = name === undefined ? 0 : name.before + (name.ordinal < total ? name.current : 0);
  const prior = Math.min(0.6, Math.max(0.02, (fired + 0.5) / ((total + 1) * ((name?.series ?? 0) + 1))));
  const rate = (of: string): number => {
    const [buckets, decayed] = before(usual.get(of), total);
    return Math.max(
      (decayed + shrinkage * prior) / (recent + shrinkage),
      (buckets + shrinkage * prior) / (total + shrinkage),
    );
  };
  const own = -Math.log(rate(seriesKey(traits)));
  if (traits.instance === null) return own;
  const [past] = before(usual.get(instanceKey(traits)), total);
  const trust = past / (past + 1);
  return trust * own - (1 - trust) * Math.log(rate(kindKey(traits)));
}
