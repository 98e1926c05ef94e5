import { learnKinship } from './kinship.js';
import { said } from './durations.js';
import { rememberSignature } from './recurrence.js';
import { type Run, schedule } from './run.js';
import { type Group } from './state.js';
import { tellRepeats } from './repeats.js';
import { rank } from './ranking/rank.js';

/** Whether every alert of a group was reported resolved. */
export function allEnded(group: Group): boolean {
  for (const { firing } of group.episodes.values()) if (firing) return false;
  return true;
}

/** Until when firing alerts keep an incident open: their sources report ends, and have not reported theirs. */
function firingUntil(run: Run, group: Group): number {
  let until = 0;
  for (const { firing, source, last } of group.episodes.values()) {
    if (firing && run.state.resolvers.has(source)) until = Math.max(until, last);
  }
  return until === 0 ? 0 : until + run.policy.engine.lifecycle.episodeLife;
}

/** The quiet period of a group may be over, or the time that it is remembered. */
export function onLifecycle(run: Run, group: Group): void {
  const { state, policy } = run;
  const { quietPeriod, reopenWindow, lateness } = policy.time;
  if (group.status === 'resolved') {
    const end = group.resolvedAt + Math.max(reopenWindow, lateness);
    if (state.now < end) schedule(run, 'lifecycle', group.id, end);
    else forget(run, group);
    return;
  }
  const quietAt = group.lastAt + quietPeriod;
  const due =
    group.status === 'candidate'
      ? group.lastAt + Math.max(quietPeriod, lateness)
      : Math.max(quietAt, firingUntil(run, group));
  if (state.now < due) {
    schedule(run, 'lifecycle', group.id, due);
    return;
  }
  if (group.status === 'candidate') {
    learnKinship(run, group);
    forget(run, group);
  } else resolve(run, group);
}

function resolve(run: Run, group: Group): void {
  const { now } = run.state;
  tellRepeats(run, group);
  rank(run, group, true);
  group.status = 'resolved';
  group.resolvedAt = now;
  run.decisions.push({
    type: 'resolve',
    incidentId: group.id,
    at: now,
    reason: `No new alert for ${said(now - group.lastAt)}.`,
  });
  rememberSignature(run, group);
  learnKinship(run, group);
  schedule(
    run,
    'lifecycle',
    group.id,
    now + Math.max(run.policy.time.reopenWindow, run.policy.time.lateness),
  );
}

function forget(run: Run, group: Group): void {
  const { state } = run;
  state.groups.delete(group.id);
  for (const fingerprint of group.episodes.keys()) {
    if (state.episodes.get(fingerprint) === group.id) state.episodes.delete(fingerprint);
  }
  if (group.status !== 'candidate')
    run.decisions.push({ type: 'forget', incidentId: group.id, at: state.now });
}
