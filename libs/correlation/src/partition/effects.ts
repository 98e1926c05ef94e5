import { type IncidentEvent } from '@throughline/contracts';
import { type UnincidentedDecision } from '../engine.js';

/** Where in the log an entry stands. */
export interface LogPosition {
  readonly partition: number;
  readonly offset: string;
  /** The log's time of the record, epoch ms: when control records are recorded. */
  readonly at: number;
}

/** What is to be appended to one incident's stream. */
export interface StreamAppend {
  readonly streamId: string;
  readonly tenant: string;
  readonly environment: string;
  readonly scope: string;
  /** Version of the stream before the first of the events; 0: it must not exist. */
  readonly expectedVersion: number;
  /** In order; `globalPosition` is 0: only the store knows it. */
  readonly facts: IncidentEvent[];
}

/** Why a signal is in no incident, and under which policy. */
export type RecordedDecision = UnincidentedDecision & { readonly policyVersion: string };

export interface LateSignal {
  readonly signalId: string;
  readonly latenessMs: number;
}

/** Everything that one entry of the log makes happen, in order; each stream once. */
export interface PartitionEffects {
  readonly events: readonly StreamAppend[];
  readonly unincidented: readonly RecordedDecision[];
  readonly late: readonly LateSignal[];
}
