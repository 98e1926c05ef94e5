import { type Catalog } from '@throughline/catalog';
import { type Group, type KnownChange } from '../state.js';
import { type Suspicion } from './services.js';
import { type Weighed } from './weights.js';

/** What speaks for a change, factor by factor. */
export interface ChangeSuspicion {
  readonly change: KnownChange;
  /** By its time against the onset, in [0,1]. */
  readonly timing: number;
  /** Share of the most suspected service that its service or a caller of it has, in [0,1]. */
  readonly place: number;
  /** ln of how much worse instances on the new version do; 0 when that is unknown or not so. */
  readonly version: number;
  readonly score: number;
}

const leastPlace = 0.15;
/** Time before onset after which a change is suspected half as much, ms. */
const half = 600_000;
const minute = 60_000;

export interface Evidenced {
  readonly weighed: readonly Weighed[];
  readonly suspicions: ReadonlyMap<string, Suspicion>;
}

/** Suspicion of each change: timing · (least + place) · e^version. */
export function suspectChanges(
  catalog: Catalog,
  group: Group,
  changes: readonly KnownChange[],
  { weighed, suspicions }: Evidenced,
): readonly ChangeSuspicion[] {
  const most = Math.max(1e-9, ...[...suspicions.values()].map(({ total }) => total));
  const share = (service: string): number => (suspicions.get(service)?.total ?? 0) / most;
  return changes.map((change) => {
    const { service } = change;
    const place =
      service === null ? 0 : Math.max(share(service), 0.3 * callersShare(catalog, service, share));
    const timing = timingOf(change, group.startedAt, onsetOf(service, weighed));
    const version = versionEffect(change, weighed);
    return { change, timing, place, version, score: timing * (leastPlace + place) * Math.exp(version) };
  });
}

const callersShare = (catalog: Catalog, service: string, share: (service: string) => number): number =>
  catalog.callers(service).reduce((most, caller) => Math.max(most, share(caller)), 0);

function timingOf({ at }: KnownChange, onset: number, serviceOnset: number | null): number {
  if (at <= onset) return 1 / (1 + (onset - at) / half);
  return serviceOnset !== null && at <= serviceOnset + minute ? 0.8 : 0.1;
}

/** When a quarter of the weight of a service's alerts had appeared; null when it has none. */
function onsetOf(service: string | null, weighed: readonly Weighed[]): number | null {
  const own = weighed
    .filter(({ symptom }) => symptom.service === service)
    .sort((a, b) => a.symptom.first - b.symptom.first);
  let left = own.reduce((sum, { weight }) => sum + weight, 0) / 4;
  for (const { symptom, weight } of own) {
    left -= weight;
    if (left <= 0) return symptom.first;
  }
  return null;
}

/** Half of ln of the mean weight of an instance on the new version against that on others, never below 0: used raw it harms. */
function versionEffect({ service, version }: KnownChange, weighed: readonly Weighed[]): number {
  if (version === null) return 0;
  const onNew = new Map<string, number>();
  const onOld = new Map<string, number>();
  for (const { symptom, weight } of weighed) {
    if (symptom.service !== service || symptom.instance === null || symptom.version === null) continue;
    const side = symptom.version === version ? onNew : onOld;
    side.set(symptom.instance, (side.get(symptom.instance) ?? 0) + weight);
  }
  return 0.5 * Math.max(0, Math.log((mean(onNew) + 10) / (mean(onOld) + 10)));
}

const mean = (weights: ReadonlyMap<string, number>): number =>
  weights.size === 0 ? 0 : [...weights.values()].reduce((sum, weight) => sum + weight, 0) / weights.size;
