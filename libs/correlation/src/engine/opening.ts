import { type Evidence, type Severity } from '@throughline/contracts';
import { type Arrival } from './groups.js';
import { rankSoon } from './ranking/rank-soon.js';
import { speaksFor } from './evidence.js';
import { kinshipOf } from './kinship.js';
import { takeErrorLines } from './logs.js';
import { type Run } from './run.js';
import { type Estate, type Group } from './state.js';
import { recurrenceOf } from './recurrence.js';
import { rarityOf, takeBack } from './activity.js';

/** Alerts that a candidate's mass stands on: of a small estate the latest, of a large one the first. */
const massItems = { small: 12, large: 100 };

const severityFactor = (run: Run, severity: Severity | null): number =>
  run.policy.engine.opening[severity ?? 'info'];

/** Adds an alert's weight to a candidate: rare and severe alerts weigh, each distinct one once, further firings of it a little. */
export function weigh(run: Run, estate: Estate, group: Group, arrival: Arrival): void {
  if (group.status !== 'candidate') return;
  const { signal, traits } = arrival;
  const { refire, maxRefire, refireGap } = run.policy.engine.opening;
  const factor = severityFactor(run, signal.severity);
  const known = group.masses.find(({ kind }) => kind === traits.kind);
  if (known === undefined) {
    if (group.wide && group.masses.length >= massItems.large) return;
    group.masses.push({
      kind: traits.kind,
      mass: rarityOf(run, estate, arrival) * factor * (1 - kinshipOf(run, group, traits.kind)),
      refires: 0,
      lastAt: signal.occurredAt,
    });
    if (!group.wide && group.masses.length > massItems.small) group.masses.shift();
  } else if (signal.occurredAt - known.lastAt >= refireGap) {
    known.lastAt = signal.occurredAt;
    known.refires = Math.min(maxRefire * known.mass, known.refires + refire * known.mass);
  }
}

const massOf = (group: Group): number =>
  group.masses.reduce((sum, { mass, refires }) => sum + mass + refires, group.headStart);

/** Makes a candidate an incident once it weighs enough, with all its alerts in retrospect. */
export function openIfItWeighsEnough(run: Run, group: Group): boolean {
  const { smallMass, largeMass } = run.policy.engine.opening;
  const threshold = group.wide ? largeMass : smallMass;
  const score = massOf(group);
  if (score < threshold) return false;
  const { id: incidentId } = group;
  const members = [...group.members];
  const at = Math.max(group.lastAt, run.state.now);
  group.status = 'open';
  group.openedAt = at;
  if (!group.wide) group.members = [];
  takeBack(run, group);
  run.decisions.push({
    type: 'open',
    incidentId,
    at,
    onsetAt: group.startedAt,
    severity: group.severity,
    members,
    score: Math.round(score * 1000) / 1000,
    threshold,
    reasons: reasonsOf(group, score, threshold),
    recurrenceOf: recurrenceOf(run, group),
  });
  for (const service of [...group.places.service.keys()].sort()) takeErrorLines(run, group, service, at);
  rankSoon(run, group, at);
  return true;
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

function reasonsOf(group: Group, score: number, threshold: number): readonly Evidence[] {
  const services = [...group.places.service.keys()].sort();
  const share = 1 - Math.exp(-score / threshold);
  return [
    speaksFor(
      'breadth',
      share,
      `${counted(group.masses.length, 'distinct alert')} on ${counted(services.length, 'service')} (${services.slice(0, 5).join(', ')}${services.length > 5 ? ', …' : ''}).`,
    ),
    speaksFor('novelty', share, `Together they weigh ${score.toFixed(1)}; an incident needs ${threshold}.`),
    speaksFor(
      'severity',
      { info: 0.1, warning: 0.3, error: 0.6, critical: 0.9 }[group.severity],
      `The worst of them is ${group.severity}.`,
    ),
  ];
}
