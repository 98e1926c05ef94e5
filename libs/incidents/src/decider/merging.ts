import { type IncidentFact } from '@throughline/contracts';
import { type ByType } from '../by-type.js';
import { chunks, limits } from '../limits.js';
import {
  type DecidedBy,
  type MergeIncidents,
  type MergeIntoIncident,
  type SplitIncident,
} from './commands.js';
import { admissible } from './membership.js';
import { type IncidentRefusal, refuse } from './refusal.js';
import { type IncidentState } from './state.js';

type Outcome = readonly IncidentFact[] | IncidentRefusal;

/** The engine neither joins again what a person split nor touches what a person closed. */
function separatedByPerson(by: DecidedBy, others: readonly string[], state: IncidentState): boolean {
  if (by === 'person') return false;
  const closed = state.status === 'resolved' && state.statusBy === 'person';
  return closed || others.some((id) => state.splitInto.includes(id));
}

const byPerson = (): IncidentRefusal => refuse('decided-by-person', 'Somebody decided otherwise.');

function merge({ absorbedIds, members, evidence, by }: MergeIncidents, state: IncidentState): Outcome {
  if (absorbedIds.length === 0) return refuse('nothing-to-merge', 'Name at least one incident to merge.');
  if (by === 'engine' && evidence.length === 0) return refuse('no-evidence', 'A merge needs evidence.');
  if (separatedByPerson(by, absorbedIds, state)) return byPerson();
  // A person's merge takes back what was split off before; the engine's does not.
  const taken =
    by === 'person' ? members.filter((member) => member.evidence.length > 0) : admissible(members, state);
  const slices = taken.length === 0 ? [[]] : chunks(taken, limits.membersPerEvent);
  return slices.map((slice) => ({
    type: 'IncidentsMerged',
    data: { absorbedIds, members: slice, evidence, by },
  }));
}

function mergeInto({ survivorId, by }: MergeIntoIncident, state: IncidentState): Outcome {
  if (separatedByPerson(by, [survivorId], state)) return byPerson();
  return [{ type: 'IncidentMergedInto', data: { survivorId, by } }];
}

function split({ newIncidentId, signalIds, by }: SplitIncident, state: IncidentState): Outcome {
  const moved = [...new Set(signalIds)];
  if (moved.length === 0) return refuse('nothing-to-split', 'Name at least one signal to move.');
  if (state.splitSignals.length + moved.length > limits.splitSignals)
    return refuse(
      'too-many-split-signals',
      `At most ${limits.splitSignals} signals can be moved out of one incident.`,
    );
  return chunks(moved, limits.membersPerEvent).map((slice) => ({
    type: 'IncidentSplit',
    data: { newIncidentId, signalIds: slice, by },
  }));
}

/** Incidents that become one, or two. */
export const merging: ByType<MergeIncidents | MergeIntoIncident | SplitIncident, [IncidentState], Outcome> = {
  MergeIncidents: merge,
  MergeIntoIncident: mergeInto,
  SplitIncident: split,
};
