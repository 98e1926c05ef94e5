import { type Evidence } from '@throughline/contracts';
import { isWorse } from './members.js';
import { openIfItWeighsEnough } from './opening.js';
import { type Run } from './run.js';
import { rankSoon } from './ranking/rank-soon.js';
import { tellRepeats } from './repeats.js';
import { takePlaces } from './places.js';
import { type Group } from './state.js';

/** Which of two groups lives on: an incident before a candidate, then the one that began first. */
const survives = (a: Group, b: Group): boolean => {
  if ((a.status === 'candidate') !== (b.status === 'candidate')) return b.status === 'candidate';
  return a.startedAt < b.startedAt || (a.startedAt === b.startedAt && a.id < b.id);
};

/**
 * Whether two groups may become one. Bounded, so that a chain of neighbours does not swallow an estate: both began within the merge window,
 * neither is over, and both still hold all their members.
 */
export function mayMerge(run: Run, a: Group, b: Group): boolean {
  const { mergeWindow } = run.policy.engine.membership;
  const { candidateSignals } = run.policy.engine.limits;
  const over = a.status === 'resolved' || b.status === 'resolved';
  if (over || Math.abs(a.startedAt - b.startedAt) > mergeWindow) return false;
  return a.members.length + b.members.length < candidateSignals;
}

/** Makes two groups one because a signal belongs to both. Gives the one that lives on. */
export function merge(run: Run, a: Group, b: Group, at: number, evidence: readonly Evidence[]): Group {
  const [survivor, absorbed] = survives(a, b) ? [a, b] : [b, a];
  const wasIncident = absorbed.status !== 'candidate';
  tellRepeats(run, absorbed);
  if (wasIncident)
    run.decisions.push({
      type: 'merge',
      incidentId: survivor.id,
      absorbedId: absorbed.id,
      at,
      members: absorbed.members,
      evidence,
    });
  else if (survivor.status !== 'candidate')
    run.decisions.push({ type: 'join', incidentId: survivor.id, at, members: absorbed.members });
  absorb(run, survivor, absorbed);
  if (wasIncident) run.decisions.push({ type: 'forget', incidentId: absorbed.id, at });
  raiseSeverity(run, survivor, absorbed, at);
  if (survivor.status === 'candidate') openIfItWeighsEnough(run, survivor);
  else rankSoon(run, survivor, at);
  return survivor;
}

function absorb(run: Run, survivor: Group, absorbed: Group): void {
  const { state } = run;
  state.groups.delete(absorbed.id);
  for (const [fingerprint, episode] of absorbed.episodes) {
    if (!survivor.episodes.has(fingerprint) || episode.firing) survivor.episodes.set(fingerprint, episode);
    if (state.episodes.get(fingerprint) === absorbed.id) state.episodes.set(fingerprint, survivor.id);
  }
  for (const [series, symptom] of absorbed.symptoms)
    if (!survivor.symptoms.has(series)) survivor.symptoms.set(series, symptom);
  takePlaces(run, survivor, absorbed);
  for (const item of absorbed.masses)
    if (!survivor.masses.some(({ kind }) => kind === item.kind)) survivor.masses.push(item);
  survivor.members.push(...absorbed.members);
  survivor.startedAt = Math.min(survivor.startedAt, absorbed.startedAt);
  survivor.lastAt = Math.max(survivor.lastAt, absorbed.lastAt);
}

function raiseSeverity(run: Run, survivor: Group, absorbed: Group, at: number): void {
  if (!isWorse(absorbed.severity, survivor.severity)) return;
  survivor.severity = absorbed.severity;
  if (survivor.status === 'candidate') return;
  run.decisions.push({
    type: 'severity',
    incidentId: survivor.id,
    at,
    severity: absorbed.severity,
    reason: `What was found to be part of it is ${absorbed.severity}.`,
  });
}
