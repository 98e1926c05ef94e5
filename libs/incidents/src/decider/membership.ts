import { type IncidentFact, type MemberSignal, type Repeat } from '@throughline/contracts';
import { type ByType } from '../by-type.js';
import { chunks, limits } from '../limits.js';
import {
  type CorrelateLateSignal,
  type CorrelateSignals,
  type OpenIncident,
  type RepeatSignals,
  type ResolveEpisodes,
} from './commands.js';
import { type IncidentRefusal, refuse } from './refusal.js';
import { type IncidentState } from './state.js';

type MembershipCommand =
  OpenIncident | CorrelateSignals | CorrelateLateSignal | RepeatSignals | ResolveEpisodes;

/** Members that may be taken: each says why it belongs, and none was moved out before. */
export function admissible(members: readonly MemberSignal[], state: IncidentState): readonly MemberSignal[] {
  const moved = new Set(state.splitSignals);
  return members.filter((member) => member.evidence.length > 0 && !moved.has(member.signalId));
}

/** Cuts so that no slice holds more than `limits.membersPerEvent` signal ids. */
function repeatSlices(repeats: readonly Repeat[]): Repeat[][] {
  const parts = repeats.flatMap((repeat) =>
    chunks(repeat.signalIds, limits.membersPerEvent).map((signalIds) => ({ ...repeat, signalIds })),
  );
  const slices: Repeat[][] = [];
  let room = 0;
  for (const part of parts) {
    if (part.signalIds.length > room) {
      slices.push([]);
      room = limits.membersPerEvent;
    }
    slices.at(-1)?.push(part);
    room -= part.signalIds.length;
  }
  return slices;
}

const noEvidence = (): IncidentRefusal =>
  refuse('no-evidence', 'No signal was given that may belong: each needs evidence.');

const correlated = (members: readonly MemberSignal[]): IncidentFact[] =>
  chunks(members, limits.membersPerEvent).map((slice) => ({
    type: 'SignalsCorrelated',
    data: { members: slice },
  }));

function open(command: OpenIncident, state: IncidentState): readonly IncidentFact[] | IncidentRefusal {
  const members = admissible(command.members, state);
  if (members.length === 0) return noEvidence();
  const { onsetAt, severity, score, threshold, reasons, recurrenceOf } = command;
  const founding = members.slice(0, limits.membersPerEvent);
  return [
    {
      type: 'IncidentOpened',
      data: { onsetAt, severity, members: founding, score, threshold, reasons, recurrenceOf },
    },
    ...correlated(members.slice(limits.membersPerEvent)),
  ];
}

function join(command: CorrelateSignals, state: IncidentState): readonly IncidentFact[] | IncidentRefusal {
  const facts = correlated(admissible(command.members, state));
  return facts.length === 0 ? noEvidence() : facts;
}

function joinLate(
  { member, latenessMs }: CorrelateLateSignal,
  state: IncidentState,
): readonly IncidentFact[] | IncidentRefusal {
  if (admissible([member], state).length === 0) return noEvidence();
  return [{ type: 'SignalLate', data: { member, latenessMs } }];
}

function repeat(command: RepeatSignals): readonly IncidentFact[] | IncidentRefusal {
  const facts: IncidentFact[] = repeatSlices(command.repeats).map((repeats) => ({
    type: 'SignalsRepeated',
    data: { repeats },
  }));
  return facts.length === 0 ? noEvidence() : facts;
}

function resolveEpisodes(
  command: ResolveEpisodes,
  state: IncidentState,
): readonly IncidentFact[] | IncidentRefusal {
  const members = admissible(command.members, state);
  if (members.length === 0) return noEvidence();
  return chunks(members, limits.membersPerEvent).map((slice) => ({
    type: 'EpisodesResolved',
    data: { members: slice },
  }));
}

/** Which signals belong: the engine's alone. Signals join a closed incident too; only its status is another matter. */
export const membership: ByType<
  MembershipCommand,
  [IncidentState],
  readonly IncidentFact[] | IncidentRefusal
> = {
  OpenIncident: open,
  CorrelateSignals: join,
  CorrelateLateSignal: joinLate,
  RepeatSignals: repeat,
  ResolveEpisodes: resolveEpisodes,
};
