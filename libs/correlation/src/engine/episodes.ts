import { type MemberSignal, type Signal } from '@throughline/contracts';
import { speaksFor } from './evidence.js';
import { keep } from './groups.js';
import { allEnded } from './lifecycle.js';
import { memberOf } from './members.js';
import { type Run, schedule } from './run.js';
import { type Group } from './state.js';

/** A resolved alert ends its episode, wherever that is; an alert that fired again since goes on. */
export function endEpisode(run: Run, signal: Signal): void {
  const group = run.state.groups.get(run.state.episodes.get(signal.fingerprint) ?? '');
  const episode = group?.episodes.get(signal.fingerprint);
  if (group === undefined || episode === undefined) {
    turnAway(run, signal);
    return;
  }
  const { sameFingerprint } = run.policy.engine.membership;
  const member = memberOf(signal, [
    speaksFor('same-fingerprint', sameFingerprint, 'It ends an alert that is part of it.'),
  ]);
  if (signal.occurredAt >= episode.last) episode.firing = false;
  if (group.status === 'candidate') {
    keep(run, group, member);
    turnAway(run, signal);
  } else {
    tellEnd(run, group, member);
  }
}

function tellEnd(run: Run, group: Group, member: MemberSignal): void {
  const at = member.occurredAt;
  run.decisions.push({ type: 'episodes-resolved', incidentId: group.id, at, members: [member] });
  if (group.status !== 'open' || !allEnded(group)) return;
  group.status = 'mitigated';
  run.decisions.push({
    type: 'mitigate',
    incidentId: group.id,
    at,
    reason: 'All its alerts were reported resolved.',
  });
  schedule(run, 'lifecycle', group.id, group.lastAt + run.policy.time.quietPeriod);
}

function turnAway({ state, policy, decisions }: Run, signal: Signal): void {
  decisions.push({
    type: 'unincidented',
    signalId: signal.id,
    at: Math.max(state.now, signal.occurredAt),
    outcome: 'candidate',
    score: 0,
    threshold: policy.engine.membership.threshold,
    evidence: [],
    candidates: [],
  });
}
