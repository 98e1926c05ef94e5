import { type Signal } from '@throughline/contracts';
import { type Run, schedule } from './run.js';
import { type Group } from './state.js';

/** Repeats are told once a second of event time. */
export function repeat(run: Run, group: Group, signal: Signal): void {
  const at = signal.occurredAt;
  const slot = group.repeats.get(signal.fingerprint);
  if (slot === undefined) group.repeats.set(signal.fingerprint, { ids: [signal.id], last: at });
  else {
    slot.ids.push(signal.id);
    slot.last = at;
  }
  if (group.repeatsUntil !== 0) return;
  group.repeatsUntil = Math.floor(run.state.now / 1000) * 1000 + 1000;
  schedule(run, 'repeats', group.id, group.repeatsUntil);
}

export function tellRepeats(run: Run, group: Group): void {
  if (group.repeats.size === 0) return;
  const repeats = [...group.repeats].map(([fingerprint, { ids, last }]) => ({
    fingerprint,
    signalIds: ids,
    lastSeenAt: last,
  }));
  group.repeats.clear();
  group.repeatsUntil = 0;
  const at = repeats.reduce((latest, { lastSeenAt }) => Math.max(latest, lastSeenAt), 0);
  run.decisions.push({ type: 'repeat', incidentId: group.id, at, repeats });
}
