import { type Evidence, type Signal } from '@throughline/contracts';
import { chronicShare, learnActivity } from './activity.js';
import { clockTime, said } from './durations.js';
import { endEpisode } from './episodes.js';
import { speaksAgainst, speaksFor } from './evidence.js';
import { type Arrival, beginGroup, take } from './groups.js';
import { type Onset, onsetAt } from './onset.js';
import { usualLateness } from './lateness.js';
import { gapAfter } from './rhythm.js';
import { type Run, schedule } from './run.js';
import { type Estate, type Group, type Undecided } from './state.js';
import { noteTick } from './ticks.js';

type Wave = Estate['waves'][number];

/**
 * Small estates: alerts come in sessions that end with a pause that is long for their sources; a session has one or more waves, each an
 * incident; an alert belongs to the newest wave that had begun when it fired.
 */
export function placeInSession(run: Run, estate: Estate, arrival: Arrival): void {
  const { signal } = arrival;
  const at = signal.occurredAt;
  if (at < estate.sessionStartedAt && joinPast(run, estate, arrival)) return;
  const chronic = chronicShare(run, estate, arrival);
  if (chronic >= run.policy.engine.chronic.share) {
    placeChronic(run, estate, arrival, chronic);
    return;
  }
  if (at > estate.until) beginSession(run, estate, arrival);
  estate.until = Math.max(estate.until, at + gapAfter(run, estate, signal.source));
  noteTick(estate, at);
  if (mustWait(run, estate, at)) waitForMore(run, estate, arrival);
  else settle(run, estate, arrival, null);
}

function beginSession(run: Run, estate: Estate, { signal }: Arrival): void {
  decideAll(run, estate);
  if (estate.waves.length > 0) {
    estate.past.push({ startedAt: estate.sessionStartedAt, until: estate.until, waves: estate.waves });
    const horizon = signal.occurredAt - run.policy.time.lateness;
    while (estate.past.length > 64 || (estate.past[0]?.until ?? Infinity) < horizon) estate.past.shift();
  }
  estate.sessionStartedAt = signal.occurredAt;
  estate.waves = [];
}

/** A late alert of a session that is over. False when it belongs to none. */
function joinPast(run: Run, estate: Estate, arrival: Arrival): boolean {
  const at = arrival.signal.occurredAt;
  const gap = gapAfter(run, estate, arrival.signal.source);
  if (estate.sessionStartedAt - at <= gap && at <= estate.until) return false;
  const past = estate.past.findLast(({ startedAt, until }) => at >= startedAt - gap && at <= until);
  const wave = past === undefined ? undefined : newestAt(past.waves, at);
  const group = wave === undefined ? undefined : run.state.groups.get(wave.id);
  const into = group ?? beginGroup(run, arrival, estate, false);
  take(run, estate, into, arrival, () =>
    group === undefined ? founding() : sessionEvidence(run, into, arrival, 0),
  );
  return true;
}

/** What always fires attaches to a live incident, but neither opens nor extends anything. */
function placeChronic(run: Run, estate: Estate, arrival: Arrival, share: number): void {
  const at = arrival.signal.occurredAt;
  const wave = at > estate.until ? undefined : newestAt(estate.waves, at);
  const group = wave === undefined ? undefined : run.state.groups.get(wave.id);
  const against = speaksAgainst(
    'chronic',
    Math.min(0.5, share),
    `It is active ${Math.round(share * 100)} % of the time: it opens and extends nothing.`,
  );
  if (group === undefined) {
    learnActivity(run, estate, arrival, null);
    run.decisions.push({
      type: 'unincidented',
      signalId: arrival.signal.id,
      at: Math.max(run.state.now, at),
      outcome: 'candidate',
      score: 0,
      threshold: run.policy.engine.membership.threshold,
      evidence: [against],
      candidates: [],
    });
    return;
  }
  take(run, estate, group, { ...arrival, chronic: true }, () => [
    ...sessionEvidence(run, group, arrival, 0),
    against,
  ]);
}

const newestAt = (waves: readonly Wave[], at: number): Wave | undefined =>
  waves.findLast(({ startedAt }) => startedAt <= at) ?? waves[0];

function mustWait(run: Run, estate: Estate, at: number): boolean {
  const newest = estate.waves.at(-1);
  if (newest === undefined) return false;
  return estate.undecided.length > 0 || at - newest.startedAt > run.policy.engine.onset.minAge;
}

/**
 * Keeps an alert until what belongs to its first seconds can have arrived: the look-ahead, and the usual lateness where a good part of the
 * estate's alerts are late.
 */
export function waitForMore(run: Run, estate: Estate, arrival: Arrival): void {
  const { lookAhead } = run.policy.engine.onset;
  const { signal, latenessMs } = arrival;
  const deadline =
    latenessMs > 0 ? run.state.now + lookAhead : signal.occurredAt + lookAhead + usualLateness(run, estate);
  const { undecided } = estate;
  let index = undecided.length;
  while (index > 0 && isEarlier(signal, undecided[index - 1]?.signal)) index -= 1;
  undecided.splice(index, 0, { ...arrival, deadline });
  run.state.waiting.set(signal.fingerprint, { estate: estate.key, signalId: signal.id });
  if (index === 0) schedule(run, 'undecided', estate.key, deadline);
  const first = undecided[0];
  if (first !== undefined && undecided.length > run.policy.engine.limits.heldSignals)
    decideFirst(run, estate, first);
}

const isEarlier = (a: Signal, b: Signal | undefined): boolean =>
  b !== undefined && (a.occurredAt < b.occurredAt || (a.occurredAt === b.occurredAt && a.id < b.id));

/** Decides the alerts whose wave has been seen far enough. */
export function decideDue(run: Run, estate: Estate): void {
  const { now } = run.state;
  for (let next = estate.undecided[0]; next !== undefined && next.deadline <= now; next = estate.undecided[0])
    decideFirst(run, estate, next);
  const next = estate.undecided[0];
  if (next !== undefined) schedule(run, 'undecided', estate.key, next.deadline);
}

function decideAll(run: Run, estate: Estate): void {
  for (let next = estate.undecided[0]; next !== undefined; next = estate.undecided[0])
    decideFirst(run, estate, next);
}

function decideFirst(run: Run, estate: Estate, first: Undecided): void {
  const { signal } = first;
  if (run.state.waiting.get(signal.fingerprint)?.signalId === signal.id)
    run.state.waiting.delete(signal.fingerprint);
  if (signal.alert?.status === 'resolved') {
    estate.undecided.shift();
    endEpisode(run, signal);
    return;
  }
  const newest = estate.waves.at(-1);
  const settled =
    newest === undefined || signal.occurredAt - newest.startedAt <= run.policy.engine.onset.minAge;
  const onset = settled ? null : onsetAt(run, estate, signal.occurredAt);
  estate.undecided.shift();
  settle(run, estate, first, onset);
}

/** Puts an alert into a wave: a new one, or the newest that had begun. */
function settle(run: Run, estate: Estate, arrival: Arrival, onset: Onset | null): void {
  const at = arrival.signal.occurredAt;
  const wave = onset !== null ? undefined : newestAt(estate.waves, at);
  const known = wave === undefined ? undefined : run.state.groups.get(wave.id);
  if (known !== undefined) {
    const age = at - (wave?.startedAt ?? at);
    take(run, estate, known, arrival, () => sessionEvidence(run, known, arrival, age));
    return;
  }
  const group = beginGroup(run, arrival, estate, false, onset !== null);
  estate.waves.push({ id: group.id, startedAt: at });
  if (estate.waves.length > 16) estate.waves.shift();
  take(run, estate, group, arrival, () => (onset === null ? founding() : onsetEvidence(at, onset)));
}

const founding = (): readonly Evidence[] => [
  speaksFor('founding', 1, 'Nothing that goes on was close enough: it is the first of its own.'),
];

const onsetEvidence = (at: number, { ahead, before }: Onset): readonly Evidence[] => [
  speaksFor(
    'onset-wave',
    1,
    `A new wave began at ${clockTime(at)}: ${ahead} moments with alerts in 10 s, after at most ${before} in any 10 s of what went on.`,
  ),
];

function sessionEvidence(
  run: Run,
  group: Group,
  { signal, traits }: Arrival,
  age: number,
): readonly Evidence[] {
  const { session, membership } = run.policy.engine;
  const apart = Math.abs(signal.occurredAt - group.lastAt);
  const found = [
    speaksFor(
      'live-session',
      session.weight,
      `It fired ${said(apart)} from the last alert of a wave that began ${age < 1000 ? 'just then' : `${said(age)} before`}, in the same small estate.`,
    ),
  ];
  if (group.places.service.has(traits.service))
    found.push(speaksFor('same-service', membership.sameService, `${traits.service} is part of it already.`));
  if (group.episodes.has(signal.fingerprint))
    found.push(
      speaksFor('same-fingerprint', membership.sameFingerprint, 'The same alert is part of it already.'),
    );
  return found;
}
