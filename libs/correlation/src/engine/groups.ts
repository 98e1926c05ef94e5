import { incidentId } from '@throughline/identity';
import { type Evidence, type MemberSignal, type Signal } from '@throughline/contracts';
import { learnActivity } from './activity.js';
import { touch } from './bounded.js';
import { openIfItWeighsEnough, weigh } from './opening.js';
import { takeErrorLines } from './logs.js';
import { isWorse, memberOf } from './members.js';
import { standAt } from './places.js';
import { repeat, tellRepeats } from './repeats.js';
import { noveltyOf } from './usual.js';
import { classOf } from './ranking/alert-class.js';
import { rankSoon } from './ranking/rank-soon.js';
import { type Run, schedule } from './run.js';
import { type Estate, type Group } from './state.js';
import { type Traits } from './traits.js';

/** An alert on its way into a group. */
export interface Arrival {
  readonly signal: Signal;
  readonly traits: Traits;
  readonly latenessMs: number;
  /** It always fires: it adds no weight. */
  readonly chronic?: boolean;
}

/** A new candidate, founded by an alert. */
export function beginGroup(
  run: Run,
  { signal }: Arrival,
  estate: Estate,
  wide: boolean,
  onset = false,
): Group {
  const at = signal.occurredAt;
  const group: Group = {
    id: incidentId(run.state.scope, signal.id),
    estate: estate.key,
    wide,
    status: 'candidate',
    startedAt: at,
    lastAt: at,
    openedAt: 0,
    resolvedAt: 0,
    severity: 'info',
    bucket: estate.bucketOrdinal,
    episodes: new Map(),
    symptoms: new Map(),
    places: { service: new Map(), blamed: new Map(), node: new Map() },
    masses: [],
    lent: { chronic: new Map(), kinds: new Map() },
    headStart: onset ? run.policy.engine.onset.headStart : 0,
    members: [],
    repeats: new Map(),
    repeatsUntil: 0,
    rankAt: 0,
    told: { services: [], changes: [] },
  };
  run.state.groups.set(group.id, group);
  makeRoom(run, group);
  schedule(run, 'lifecycle', group.id, at + run.policy.time.quietPeriod);
  return group;
}

/** Over the limit the group that began longest ago goes: a candidate in silence, an incident is said to be resolved and why. */
function makeRoom(run: Run, newest: Group): void {
  const { groups, now } = run.state;
  if (groups.size <= run.policy.engine.limits.incidents) return;
  for (const [incidentId, group] of groups) {
    if (group === newest) return;
    groups.delete(incidentId);
    if (group.status === 'candidate') return;
    tellRepeats(run, group);
    if (group.status !== 'resolved')
      run.decisions.push({
        type: 'resolve',
        incidentId,
        at: now,
        reason: `More than ${run.policy.engine.limits.incidents} incidents at once: the oldest is no longer followed.`,
      });
    run.decisions.push({ type: 'forget', incidentId, at: now });
    return;
  }
}

/** Takes a firing alert into a group: as a repeat when the group has it firing already, else as a member with its evidence. */
export function take(
  run: Run,
  estate: Estate,
  group: Group,
  arrival: Arrival,
  evidence: () => readonly Evidence[],
): void {
  const { signal, traits } = arrival;
  const at = signal.occurredAt;
  const known = group.episodes.get(signal.fingerprint);
  touch(
    group.episodes,
    signal.fingerprint,
    {
      series: traits.series,
      service: traits.service,
      source: signal.source,
      last: Math.max(at, known?.last ?? at),
      firing: true,
    },
    run.policy.engine.limits.alertsPerIncident,
  );
  touch(run.state.episodes, signal.fingerprint, group.id, run.policy.engine.limits.series);
  noteSymptom(run, group, arrival);
  group.startedAt = Math.min(group.startedAt, at);
  group.lastAt = Math.max(group.lastAt, at);
  notePlaces(run, group, arrival);
  if (arrival.chronic !== true) weigh(run, estate, group, arrival);
  learnActivity(run, estate, arrival, group);
  if (group.status === 'candidate') {
    wait(run, group, arrival, evidence());
    return;
  }
  takeErrorLines(run, group, traits.service, at);
  if (known?.firing === true && arrival.latenessMs === 0) repeat(run, group, arrival.signal);
  else join(run, group, arrival, evidence());
}

function wait(run: Run, group: Group, { signal }: Arrival, evidence: readonly Evidence[]): void {
  const member = memberOf(signal, evidence);
  if (signal.severity !== null && isWorse(signal.severity, group.severity)) group.severity = signal.severity;
  keep(run, group, member);
  if (openIfItWeighsEnough(run, group)) return;
  run.decisions.push({
    type: 'unincidented',
    signalId: signal.id,
    at: Math.max(run.state.now, signal.occurredAt),
    outcome: 'candidate',
    score: member.score,
    threshold: run.policy.engine.membership.threshold,
    evidence,
    candidates: [],
  });
}

/** Members of a candidate are told when it opens; those of a young incident of a large estate when it turns out to be part of another. */
export function keep(run: Run, group: Group, member: MemberSignal): void {
  const { engine } = run.policy;
  const needed =
    group.status === 'candidate' ||
    (group.wide && member.occurredAt - group.startedAt <= 2 * engine.membership.mergeWindow);
  if (!needed) group.members = [];
  else if (group.members.length < engine.limits.candidateSignals) group.members.push(member);
}

function join(run: Run, group: Group, { signal, latenessMs }: Arrival, evidence: readonly Evidence[]): void {
  const member = memberOf(signal, evidence);
  const { id: incidentId } = group;
  const at = signal.occurredAt;
  reopenIfOver(run, group, at);
  keep(run, group, member);
  if (latenessMs > 0) run.decisions.push({ type: 'join-late', incidentId, at, member, latenessMs });
  else run.decisions.push({ type: 'join', incidentId, at, members: [member] });
  if (signal.severity !== null && isWorse(signal.severity, group.severity)) {
    group.severity = signal.severity;
    run.decisions.push({
      type: 'severity',
      incidentId,
      at,
      severity: signal.severity,
      reason: `${signal.name} is ${signal.severity}.`,
    });
  }
  rankSoon(run, group, at);
}

function reopenIfOver(run: Run, group: Group, at: number): void {
  if (group.status !== 'resolved' && group.status !== 'mitigated') return;
  const reason = group.status === 'resolved' ? 'It fires again.' : 'It fires again after all had ended.';
  group.status = 'open';
  run.decisions.push({ type: 'reopen', incidentId: group.id, at, reason });
  schedule(run, 'lifecycle', group.id, at + run.policy.time.quietPeriod);
}

function noteSymptom(run: Run, group: Group, arrival: Arrival): void {
  const { signal, traits } = arrival;
  const at = signal.occurredAt;
  const known = group.symptoms.get(traits.series);
  if (known !== undefined) {
    known.first = Math.min(known.first, at);
    known.last = Math.max(known.last, at);
    known.firings += 1;
    return;
  }
  if (group.symptoms.size >= run.policy.engine.limits.alertsPerIncident) return;
  group.symptoms.set(traits.series, {
    series: traits.series,
    kind: traits.kind,
    service: traits.service,
    instance: traits.instance,
    name: signal.name,
    alertClass: classOf(signal.name),
    caller: traits.caller,
    callee: traits.callee,
    operation: traits.operation,
    version: traits.version,
    novelty: noveltyOf(run, group, arrival),
    first: at,
    last: at,
    firings: 1,
  });
}

function notePlaces(run: Run, group: Group, { signal, traits }: Arrival): void {
  const at = signal.occurredAt;
  const { service, callee, node } = traits;
  if (service !== '') standAt(run, group, 'service', service, at);
  if (callee !== null && callee !== service) standAt(run, group, 'blamed', callee, at);
  if (node !== null) standAt(run, group, 'node', node, at);
}
