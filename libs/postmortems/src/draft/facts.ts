import { type Severity } from '@throughline/contracts';
import { type Change, type Milestone, type Story, type Symptom, type Told } from '../story/story.js';

/** One service as the incident saw it. */
export interface HitService {
  readonly service: string;
  /** By time; never empty. */
  readonly symptoms: readonly [Symptom, ...Symptom[]];
}

/** The end of the effects. */
export interface ImpactEnd extends Told {
  /** True when everything that fired was reported as over; false: it lasted at least until then. */
  readonly certain: boolean;
}

/** What the sections share: the story and the moments that follow from it. */
export interface Facts {
  readonly story: Story;
  /** The first symptom, whether or not anybody saw it. */
  readonly started: Told;
  readonly firstSymptom: Symptom | null;
  /** The first alert; without one, the opening of the incident. */
  readonly detected: Told & { readonly alert: Symptom | null };
  readonly impactEnd: ImpactEnd;
  readonly acknowledged: Milestone | null;
  readonly mitigated: Milestone | null;
  /** Null while it is open or has been reopened. */
  readonly resolved: Milestone | null;
  readonly peak: Told & { readonly severity: Severity };
  /** By first symptom. */
  readonly services: readonly HitService[];
  readonly alerts: readonly Symptom[];
  readonly logs: readonly Symptom[];
  /** Changes at or before the first symptom, best suspect first. */
  readonly before: readonly Change[];
  /** Changes after the first symptom, by time. */
  readonly during: readonly Change[];
  /** Alerts that fired and were never reported resolved, one each fingerprint, by time. */
  readonly unresolvedAlerts: readonly Symptom[];
}

const rank: Readonly<Record<Severity, number>> = { critical: 0, error: 1, warning: 2, info: 3 };

/** Negative when `a` is worse. */
export const bySeverity = (a: Severity, b: Severity): number => rank[a] - rank[b];

const earliest = <T extends Told>(items: readonly T[]): T | undefined =>
  items.reduce<T | undefined>(
    (best, item) => (best === undefined || item.at < best.at ? item : best),
    undefined,
  );
const latest = <T extends Told>(items: readonly T[]): T | undefined =>
  items.reduce<T | undefined>(
    (best, item) => (best === undefined || item.at >= best.at ? item : best),
    undefined,
  );

function hitServices(symptoms: readonly Symptom[]): readonly HitService[] {
  const byName = new Map<string, [Symptom, ...Symptom[]]>();
  for (const symptom of symptoms) {
    const known = byName.get(symptom.service);
    if (known === undefined) byName.set(symptom.service, [symptom]);
    else known.push(symptom);
  }
  return [...byName].map(([service, of]) => ({ service, symptoms: of }));
}

/** The last report of each fingerprint: whoever fires after it was resolved is not over. */
function stillFiring(story: Story, alerts: readonly Symptom[]): readonly Symptom[] {
  const resolvedAt = new Map<string, number>();
  for (const { fingerprint, at } of story.recoveries)
    resolvedAt.set(fingerprint, Math.max(at, resolvedAt.get(fingerprint) ?? at));
  const open = new Map<string, Symptom>();
  for (const alert of alerts) {
    if (alert.at > (resolvedAt.get(alert.fingerprint) ?? -Infinity) && !open.has(alert.fingerprint))
      open.set(alert.fingerprint, alert);
  }
  return [...open.values()];
}

function impactEnd(story: Story, open: readonly Symptom[], started: Told): ImpactEnd {
  const reports: readonly Told[] = [...story.symptoms, ...story.repetitions, ...story.recoveries];
  const last = latest(reports) ?? started;
  return {
    at: last.at,
    by: last.by,
    version: last.version,
    certain: open.length === 0 && story.recoveries.length > 0,
  };
}

function peakSeverity(story: Story): Facts['peak'] {
  const steps = story.severities.map(({ at, by, version, to }) => ({ at, by, version, severity: to }));
  return [story.opened, ...steps].reduce((worst, step) =>
    bySeverity(step.severity, worst.severity) < 0 ? step : worst,
  );
}

function lastResolution(story: Story): Milestone | null {
  const resolution = story.resolutions.at(-1);
  const reopening = story.reopenings.at(-1);
  if (resolution === undefined) return null;
  return reopening !== undefined && reopening.version > resolution.version ? null : resolution;
}

/** Derives the moments and groups that the sections speak of. */
export function facts(story: Story): Facts {
  const alerts = story.symptoms.filter((symptom) => symptom.kind === 'alert');
  const firstSymptom = earliest(story.symptoms) ?? null;
  const started: Told =
    firstSymptom !== null && firstSymptom.at <= story.opened.at ? firstSymptom : story.opened;
  const alert = earliest(alerts) ?? null;
  const unresolvedAlerts = stillFiring(story, alerts);
  return {
    story,
    started,
    firstSymptom,
    detected: { ...(alert ?? story.opened), alert },
    impactEnd: impactEnd(story, unresolvedAlerts, started),
    acknowledged: story.acknowledgements[0] ?? null,
    mitigated: story.mitigations.at(-1) ?? null,
    resolved: lastResolution(story),
    peak: peakSeverity(story),
    services: hitServices(story.symptoms),
    alerts,
    logs: story.symptoms.filter((symptom) => symptom.kind === 'log'),
    before: story.changes
      .filter((change) => change.at <= started.at)
      .sort((a, b) => b.score - a.score || b.at - a.at),
    during: story.changes.filter((change) => change.at > started.at),
    unresolvedAlerts,
  };
}
