import {
  type ChangeSuspect,
  type Evidence,
  type MemberSignal,
  type Repeat,
  type ServiceSuspect,
  type Severity,
} from '@throughline/contracts';

/** Who decided: the correlation engine or somebody. */
export type DecidedBy = 'engine' | 'person';

interface At {
  /** Event time, epoch ms. */
  readonly at: number;
}

interface ByEither extends At {
  readonly by: DecidedBy;
}

/** An incident begins; on a new stream only. */
export interface OpenIncident extends At {
  readonly type: 'OpenIncident';
  readonly onsetAt: number;
  readonly severity: Severity;
  readonly members: readonly MemberSignal[];
  readonly score: number;
  readonly threshold: number;
  readonly reasons: readonly Evidence[];
  readonly recurrenceOf: string | null;
}

/** Signals join. */
export interface CorrelateSignals extends At {
  readonly type: 'CorrelateSignals';
  readonly members: readonly MemberSignal[];
}

/** A signal joins that arrived behind the watermark. */
export interface CorrelateLateSignal extends At {
  readonly type: 'CorrelateLateSignal';
  readonly member: MemberSignal;
  readonly latenessMs: number;
}

/** Episodes that the incident has were reported again. */
export interface RepeatSignals extends At {
  readonly type: 'RepeatSignals';
  readonly repeats: readonly Repeat[];
}

/** Alerts of the incident were reported resolved. */
export interface ResolveEpisodes extends At {
  readonly type: 'ResolveEpisodes';
  readonly members: readonly MemberSignal[];
}

/** The severity is another one now. */
export interface ChangeSeverity extends ByEither {
  readonly type: 'ChangeSeverity';
  readonly severity: Severity;
  readonly reason: string;
}

/** The suspects, best first. */
export interface RankSuspects extends At {
  readonly type: 'RankSuspects';
  readonly changes: readonly ChangeSuspect[];
  readonly services: readonly ServiceSuspect[];
}

/** Somebody takes it. */
export interface AcknowledgeIncident extends At {
  readonly type: 'AcknowledgeIncident';
  readonly note: string | null;
}

/** The effect ended. */
export interface MitigateIncident extends ByEither {
  readonly type: 'MitigateIncident';
  readonly reason: string;
}

/** It is over. */
export interface ResolveIncident extends ByEither {
  readonly type: 'ResolveIncident';
  readonly reason: string;
}

/** It came back, or was never over. */
export interface ReopenIncident extends ByEither {
  readonly type: 'ReopenIncident';
  readonly reason: string;
}

/** Other incidents are part of this one: for the survivor's stream. */
export interface MergeIncidents extends ByEither {
  readonly type: 'MergeIncidents';
  readonly absorbedIds: readonly string[];
  readonly members: readonly MemberSignal[];
  readonly evidence: readonly Evidence[];
}

/** This incident is part of another one: for the absorbed incident's stream. */
export interface MergeIntoIncident extends ByEither {
  readonly type: 'MergeIntoIncident';
  readonly survivorId: string;
}

/** Signals move out into an incident of their own. */
export interface SplitIncident extends ByEither {
  readonly type: 'SplitIncident';
  readonly newIncidentId: string;
  readonly signalIds: readonly string[];
}

/** Somebody writes something down. */
export interface AddNote extends At {
  readonly type: 'AddNote';
  readonly text: string;
}

/** Commands that only the engine gives. */
export type EngineOnlyCommand =
  OpenIncident | CorrelateSignals | CorrelateLateSignal | RepeatSignals | ResolveEpisodes | RankSuspects;

/** Commands that only people give. */
export type PersonOnlyCommand = AcknowledgeIncident | AddNote;

/** Commands that either gives, and says so in `by`. */
export type EitherCommand =
  | ChangeSeverity
  | MitigateIncident
  | ResolveIncident
  | ReopenIncident
  | MergeIncidents
  | MergeIntoIncident
  | SplitIncident;

export type IncidentCommand = EngineOnlyCommand | PersonOnlyCommand | EitherCommand;

/** A command as the engine gives it: its refusal is no fact, never an error. */
export type EngineCommand = EngineOnlyCommand | (EitherCommand & { readonly by: 'engine' });

const personOnly: ReadonlySet<IncidentCommand['type']> = new Set(['AcknowledgeIncident', 'AddNote']);

/** Who gives the command. */
export function givenBy(command: IncidentCommand): DecidedBy {
  if ('by' in command) return command.by;
  return personOnly.has(command.type) ? 'person' : 'engine';
}
