import { type Signal } from '@throughline/contracts';
import { moveClock } from './activity.js';
import { touch } from './bounded.js';
import { placeByDistance } from './distance.js';
import { estateOf, isWide } from './estates.js';
import { endEpisode } from './episodes.js';
import { speaksFor } from './evidence.js';
import { type Arrival, take } from './groups.js';
import { learnLateness } from './lateness.js';
import { learnRhythm } from './rhythm.js';
import { type Run } from './run.js';
import { placeInSession, waitForMore } from './session.js';
import { type Estate, type Group } from './state.js';
import { traitsOf } from './traits.js';
import { learnUsual, moveBucket } from './usual.js';

/** A firing alert: what it teaches, then where it belongs. */
export function onFiring(run: Run, signal: Signal, latenessMs: number): void {
  const arrival: Arrival = { signal, latenessMs, traits: traitsOf(signal) };
  const estate = estateOf(run, arrival.traits.service, signal.occurredAt);
  learn(run, estate, arrival);
  const wide = isWide(run, estate);
  const ongoing = wide ? ongoingEpisode(run, signal) : undefined;
  if (ongoing !== undefined) {
    take(run, estate, ongoing, arrival, () => [
      speaksFor(
        'same-fingerprint',
        run.policy.engine.membership.sameFingerprint,
        'The same alert is part of it already.',
      ),
    ]);
  } else if (wide) placeByDistance(run, estate, arrival);
  else placeInSession(run, estate, arrival);
}

function learn(run: Run, estate: Estate, arrival: Arrival): void {
  const at = arrival.signal.occurredAt;
  if (run.catalog.component(arrival.traits.service) !== undefined) estate.alertedAt = at;
  learnLateness(run, estate, arrival.latenessMs);
  learnRhythm(run, estate, arrival.signal.source, at);
  moveClock(run, estate, at);
  moveBucket(run, estate, at);
  learnUsual(run, estate, arrival);
}

/** The group that has the alert firing at this moment. */
function ongoingEpisode(run: Run, { fingerprint, occurredAt }: Signal): Group | undefined {
  const group = run.state.groups.get(run.state.episodes.get(fingerprint) ?? '');
  const episode = group?.episodes.get(fingerprint);
  const life = run.policy.engine.lifecycle.episodeLife;
  return episode?.firing === true && Math.abs(occurredAt - episode.last) <= life ? group : undefined;
}

/** A resolved alert ends its episode; one whose firing is not decided yet waits behind it. */
export function onResolved(run: Run, signal: Signal, latenessMs: number): void {
  touch(run.state.resolvers, signal.source, signal.occurredAt, run.policy.engine.limits.series);
  const waits = run.state.waiting.get(signal.fingerprint);
  const estate = waits === undefined ? undefined : run.state.estates.get(waits.estate);
  if (estate === undefined) endEpisode(run, signal);
  else waitForMore(run, estate, { signal, latenessMs, traits: traitsOf(signal) });
}
