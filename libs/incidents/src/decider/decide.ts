import { type IncidentFact } from '@throughline/contracts';
import { type ByType, dispatch } from '../by-type.js';
import {
  type EngineCommand,
  type EngineOnlyCommand,
  givenBy,
  type IncidentCommand,
  type MergeIncidents,
} from './commands.js';
import { lifecycle } from './lifecycle.js';
import { membership } from './membership.js';
import { merging } from './merging.js';
import { ranking } from './ranking.js';
import { isRefusal, type IncidentRefusal, refuse } from './refusal.js';
import { type IncidentState } from './state.js';

export type Outcome = readonly IncidentFact[] | IncidentRefusal;

const handlers: ByType<IncidentCommand, [IncidentState], Outcome> = {
  ...membership,
  ...ranking,
  ...lifecycle,
  ...merging,
};

function guard(command: IncidentCommand, state: IncidentState): IncidentRefusal | null {
  if (command.type === 'OpenIncident')
    return state.status === 'none' ? null : refuse('incident-exists', 'The incident exists already.');
  if (state.status === 'none') return refuse('incident-not-found', 'There is no such incident.');
  if (state.status === 'merged')
    return refuse(
      'incident-merged',
      `The incident was merged into ${state.mergedInto ?? 'another'}: look there.`,
    );
  return null;
}

/**
 * What a command makes happen, in order. Pure. A command of the engine that the rules do not allow (a person decided otherwise,
 * nothing would change) makes nothing happen; a person's is answered by an `IncidentRefusal`.
 */
export function decide(
  command: EngineCommand | EngineOnlyCommand,
  state: IncidentState,
): readonly IncidentFact[];
export function decide(command: IncidentCommand, state: IncidentState): Outcome;
export function decide(command: IncidentCommand, state: IncidentState): Outcome {
  const outcome = guard(command, state) ?? dispatch(handlers, command, state);
  return isRefusal(outcome) && givenBy(command) === 'engine' ? [] : outcome;
}

/** The facts of a merge on both streams: of the survivor, and of each absorbed incident in the order of `absorbedIds`. */
export interface MergeFacts {
  readonly survivor: readonly IncidentFact[];
  readonly absorbed: readonly (readonly IncidentFact[])[];
}

const refused = (outcome: Outcome): boolean => isRefusal(outcome) || outcome.length === 0;

/**
 * Decides a merge on all its streams: all of them, or none. The survivor must not take what its other side refuses to give.
 * `absorbed` are the states of `command.absorbedIds`, in that order; null or a refusal when it is refused.
 */
export function decideMerge(
  survivorId: string,
  command: MergeIncidents,
  survivor: IncidentState,
  absorbed: readonly IncidentState[],
): MergeFacts | IncidentRefusal | null {
  const { at, by } = command;
  const taken: Outcome = command.absorbedIds.includes(survivorId)
    ? refuse('merge-with-itself', 'An incident cannot be merged with itself.')
    : decide(command, survivor);
  const given = absorbed.map((state): Outcome =>
    decide({ type: 'MergeIntoIncident', at, by, survivorId }, state),
  );
  const failed = [taken, ...given].find(refused);
  if (failed !== undefined) return isRefusal(failed) && by === 'person' ? failed : null;
  return {
    survivor: taken as readonly IncidentFact[],
    absorbed: given as readonly (readonly IncidentFact[])[],
  };
}
