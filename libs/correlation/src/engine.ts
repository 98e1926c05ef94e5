import {
  type ChangeSuspect,
  type Evidence,
  type MemberSignal,
  type Repeat,
  type ServiceSuspect,
  type Severity,
  type Signal,
} from '@throughline/contracts';
import { type Catalog } from '@throughline/catalog';
import { type Policy } from '@throughline/policy';

/**
 * The engine port: everything between a scope's signals in event-time order and what is to be said about incidents.
 *
 * An engine has no clock, no chance and no I/O. It owns the state that it is given: `correlate` may reuse the parts of its argument,
 * so a caller keeps only the state that came back, and takes a copy by `save` and `load`. The host (a partition) orders the input:
 * signals in `(occurredAt, id)` order behind the watermark, late ones on arrival; time whenever the watermark moves.
 */
export interface Engine<State> {
  /** Changes whenever the same input could give another output or another saved state. */
  readonly version: string;
  initial(scope: string): State;
  correlate(state: State, input: EngineInput, context: EngineContext): EngineStep<State>;
  /** The earliest event time (ms) at which time alone would change something; null when nothing is pending. */
  nextTimer(state: State): number | null;
  /** A JSON value that `load` turns into an equal state. */
  save(state: State): unknown;
  load(saved: unknown): State;
}

export type EngineInput =
  | {
      readonly type: 'signal';
      readonly signal: Signal;
      /** How far behind the watermark it arrived, ms; 0 when in time. */ readonly latenessMs: number;
    }
  | {
      readonly type: 'time';
      /** Event time, ms: nothing earlier will be handed in time any more. */ readonly now: number;
    };

export interface EngineContext {
  readonly catalog: Catalog;
  readonly policy: Policy;
}

export interface EngineStep<State> {
  readonly state: State;
  readonly decisions: readonly Decision[];
}

/** One thing that the engine says. `at` is event time, ms. The incident's decider turns those about incidents into events. */
export type Decision =
  | {
      readonly type: 'open';
      readonly incidentId: string;
      readonly at: number;
      readonly onsetAt: number;
      readonly severity: Severity;
      readonly members: readonly MemberSignal[];
      readonly score: number;
      readonly threshold: number;
      readonly reasons: readonly Evidence[];
      readonly recurrenceOf: string | null;
    }
  | {
      readonly type: 'join';
      readonly incidentId: string;
      readonly at: number;
      readonly members: readonly MemberSignal[];
    }
  | {
      readonly type: 'join-late';
      readonly incidentId: string;
      readonly at: number;
      readonly member: MemberSignal;
      readonly latenessMs: number;
    }
  | {
      readonly type: 'repeat';
      readonly incidentId: string;
      readonly at: number;
      readonly repeats: readonly Repeat[];
    }
  | {
      readonly type: 'episodes-resolved';
      readonly incidentId: string;
      readonly at: number;
      readonly members: readonly MemberSignal[];
    }
  | {
      readonly type: 'severity';
      readonly incidentId: string;
      readonly at: number;
      readonly severity: Severity;
      readonly reason: string;
    }
  | {
      readonly type: 'suspects';
      readonly incidentId: string;
      readonly at: number;
      readonly changes: readonly ChangeSuspect[];
      readonly services: readonly ServiceSuspect[];
    }
  | { readonly type: 'mitigate'; readonly incidentId: string; readonly at: number; readonly reason: string }
  | { readonly type: 'resolve'; readonly incidentId: string; readonly at: number; readonly reason: string }
  | { readonly type: 'reopen'; readonly incidentId: string; readonly at: number; readonly reason: string }
  | {
      readonly type: 'merge';
      readonly incidentId: string;
      readonly absorbedId: string;
      readonly at: number;
      readonly members: readonly MemberSignal[];
      readonly evidence: readonly Evidence[];
    }
  | { readonly type: 'forget'; readonly incidentId: string; readonly at: number }
  | UnincidentedDecision;

/** Why a signal is in no incident (yet): kept, and answered by the API. A later membership supersedes it. */
export interface UnincidentedDecision {
  readonly type: 'unincidented';
  readonly signalId: string;
  readonly at: number;
  /** candidate: below the threshold; change: kept for ranking; beyond-lateness: recorded only; suppressed: by policy; context: a log line that is no symptom. */
  readonly outcome: 'candidate' | 'change' | 'beyond-lateness' | 'suppressed' | 'context';
  readonly score: number;
  readonly threshold: number;
  readonly evidence: readonly Evidence[];
  /** The incidents it was held against, best first, at most 5. */
  readonly candidates: readonly {
    readonly incidentId: string;
    readonly score: number;
    readonly evidence: readonly Evidence[];
  }[];
}
