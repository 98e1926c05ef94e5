import { type IncidentFact } from '@throughline/contracts';
import { type ByType } from '../by-type.js';
import { limits } from '../limits.js';
import {
  type AcknowledgeIncident,
  type AddNote,
  type DecidedBy,
  type MitigateIncident,
  type ReopenIncident,
  type ResolveIncident,
} from './commands.js';
import { type IncidentRefusal, refuse } from './refusal.js';
import { type IncidentState } from './state.js';

type LifecycleCommand = AcknowledgeIncident | MitigateIncident | ResolveIncident | ReopenIncident | AddNote;

type Outcome = readonly IncidentFact[] | IncidentRefusal;

const isOngoing = ({ status }: IncidentState): boolean => status === 'open' || status === 'acknowledged';

const byPerson = (): IncidentRefusal => refuse('decided-by-person', 'Somebody decided otherwise.');

/** Somebody reopened it: only a person says that it is over. */
const heldOpen = (by: DecidedBy, state: IncidentState): boolean =>
  by === 'engine' && state.statusBy === 'person' && isOngoing(state);

const alreadyResolved = (): IncidentRefusal =>
  refuse('already-resolved', 'The incident is resolved already.');

function acknowledge({ note }: AcknowledgeIncident, state: IncidentState): Outcome {
  if (state.status === 'resolved') return alreadyResolved();
  if (state.acknowledged)
    return refuse('already-acknowledged', 'Somebody acknowledged the incident already.');
  return [{ type: 'IncidentAcknowledged', data: { note } }];
}

function mitigate({ by, reason, at }: MitigateIncident, state: IncidentState): Outcome {
  if (state.status === 'resolved') return alreadyResolved();
  if (state.status === 'mitigated') return refuse('already-mitigated', 'The incident is mitigated already.');
  if (heldOpen(by, state)) return byPerson();
  return [{ type: 'IncidentMitigated', data: { by, reason, at } }];
}

function resolve({ by, reason, at }: ResolveIncident, state: IncidentState): Outcome {
  if (state.status === 'resolved') return alreadyResolved();
  if (heldOpen(by, state)) return byPerson();
  return [{ type: 'IncidentResolved', data: { by, reason, at } }];
}

function reopen({ by, reason, at }: ReopenIncident, state: IncidentState): Outcome {
  if (isOngoing(state)) return refuse('not-closed', 'The incident is neither mitigated nor resolved.');
  if (by === 'engine' && state.statusBy === 'person') return byPerson();
  return [{ type: 'IncidentReopened', data: { by, reason, at } }];
}

function addNote({ text }: AddNote): Outcome {
  if (text.trim() === '') return refuse('empty-note', 'A note needs a text.');
  if (text.length > limits.noteLength)
    return refuse('note-too-long', `A note has at most ${limits.noteLength} characters.`);
  return [{ type: 'NoteAdded', data: { text } }];
}

/** open → acknowledged → mitigated → resolved, steps may be left out; and back. */
export const lifecycle: ByType<LifecycleCommand, [IncidentState], Outcome> = {
  AcknowledgeIncident: acknowledge,
  MitigateIncident: mitigate,
  ResolveIncident: resolve,
  ReopenIncident: reopen,
  AddNote: addNote,
};
