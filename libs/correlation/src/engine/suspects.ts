import { type ChangeSuspect, type ServiceSuspect } from '@throughline/contracts';
import { said } from './durations.js';
import { combine, speaksFor } from './evidence.js';
import { type Run } from './run.js';
import { type Group, type KnownChange } from './state.js';

const most = 10;

/** Ranks an incident's suspects, and tells when their order or a score moved enough. */
export function rank(run: Run, group: Group): void {
  const services = rankServices(group);
  const changes = rankChanges(run, group);
  const told: [string, number][] = [
    ...services.map(({ service, score }): [string, number] => [`s${service}`, score]),
    ...changes.map(({ signalId, score }): [string, number] => [`c${signalId}`, score]),
  ];
  if (told.length === 0 || !moved(group.told, told, run.policy.engine.ranking.movement)) return;
  group.told = told;
  run.decisions.push({
    type: 'suspects',
    incidentId: group.id,
    at: Math.max(run.state.now, group.startedAt),
    changes,
    services,
  });
}

const moved = (before: Group['told'], after: Group['told'], movement: number): boolean =>
  before.length !== after.length ||
  after.some(
    ([key, score], index) =>
      before[index]?.[0] !== key || Math.abs((before[index]?.[1] ?? 0) - score) >= movement,
  );

function rankServices(group: Group): readonly ServiceSuspect[] {
  const own = new Map<string, { count: number; first: number }>();
  for (const { service, first, novelty } of group.symptoms.values()) {
    const known = own.get(service) ?? { count: 0, first };
    own.set(service, { count: known.count + novelty, first: Math.min(known.first, first) });
  }
  const strongest = Math.max(...[...own.values()].map(({ count }) => count));
  return [...own]
    .filter(([service]) => service !== '')
    .map(([service, { count, first }]): ServiceSuspect => {
      const evidence = [
        speaksFor(
          'own-alerts',
          (0.8 * count) / Math.max(strongest, 1e-9),
          `Its own alerts are a share of ${count.toFixed(1)} in unusualness.`,
        ),
        speaksFor(
          'time-before-onset',
          0.3 * Math.exp(-(first - group.startedAt) / 120_000),
          `It first alerted ${said(first - group.startedAt)} after onset.`,
        ),
      ];
      return { service, score: combine(evidence), evidence };
    })
    .sort((a, b) => b.score - a.score || (a.service < b.service ? -1 : 1))
    .slice(0, most);
}

function rankChanges(run: Run, group: Group): readonly ChangeSuspect[] {
  const from = group.startedAt - run.policy.time.changeLookBack;
  return [...run.state.changes.values()]
    .filter(({ at }) => at >= from && at <= group.lastAt)
    .map((change): ChangeSuspect => {
      const evidence = changeEvidence(run, group, change);
      const { signalId, changeId, kind, service, title, actor, at: occurredAt } = change;
      return {
        signalId,
        changeId,
        kind,
        service,
        title,
        actor,
        occurredAt,
        score: combine(evidence),
        evidence,
      };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || b.occurredAt - a.occurredAt || (a.signalId < b.signalId ? -1 : 1))
    .slice(0, most);
}

function changeEvidence(run: Run, group: Group, { service, at }: KnownChange) {
  const before = group.startedAt - at;
  const evidence = [
    speaksFor(
      'time-before-onset',
      before >= 0 ? 0.5 / (1 + before / 600_000) : 0.2,
      before >= 0 ? `It was made ${said(before)} before onset.` : `It was made ${said(before)} after onset.`,
    ),
  ];
  if (service === null) return evidence;
  if (group.places.service.has(service))
    evidence.push(speaksFor('changed-service', 0.8, `${service} alerts.`));
  else if (run.catalog.callers(service).some((caller) => group.places.service.has(caller)))
    evidence.push(speaksFor('changed-service', 0.3, `A caller of ${service} alerts.`));
  return evidence;
}
