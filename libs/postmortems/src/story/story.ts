import { type ChangeSuspect, type Evidence, type Severity } from '@throughline/contracts';
import { type Citation } from './citation.js';

/** Something that an event of the stream says. */
export interface Told {
  /** Event time, ms. */
  readonly at: number;
  readonly by: Citation;
  /** Version of the event that says so. */
  readonly version: number;
}

/** A firing alert or a log line at first sight; or, among the recoveries, an alert that reports that it is over. */
export interface Symptom extends Told {
  readonly signalId: string;
  readonly kind: 'alert' | 'log';
  /** `unnamed service` when nothing names one. */
  readonly service: string;
  readonly source: string;
  readonly fingerprint: string;
  readonly name: string;
  readonly summary: string;
  readonly severity: Severity;
  /** How far behind the watermark it arrived, ms; 0 when in time. */
  readonly latenessMs: number;
  readonly evidence: readonly Evidence[];
}

/** Reports of an episode that the incident had already. */
export interface Repetition extends Told {
  readonly fingerprint: string;
  readonly count: number;
}

/** A deploy or config change that the incident knows, whether before or after its first symptom. */
export interface Change extends Told {
  readonly signalId: string;
  readonly changeId: string;
  readonly kind: ChangeSuspect['kind'];
  readonly service: string | null;
  readonly title: string;
  readonly actor: string | null;
  /** Suspicion in [0,1]; 0 when it was never ranked. */
  readonly score: number;
  readonly evidence: readonly Evidence[];
}

/** A service that may be where it began. */
export interface Origin extends Told {
  readonly service: string;
  readonly score: number;
  readonly evidence: readonly Evidence[];
}

/** What somebody or the engine did to the incident as a whole. */
export interface Milestone extends Told {
  readonly actor: string;
  readonly person: boolean;
  readonly text: string;
}

export interface SeverityStep extends Milestone {
  readonly from: Severity;
  readonly to: Severity;
}

export interface Merge extends Milestone {
  readonly incidentIds: readonly string[];
}

/** Everything that the drafting knows: an incident's events, folded so that every fact keeps the event that tells it. Texts are `plain`. */
export interface Story {
  readonly incidentId: string;
  readonly environment: string;
  /** Version of the last event read. */
  readonly version: number;
  readonly first: Citation;
  readonly last: Citation;
  readonly opened: Told & {
    readonly severity: Severity;
    readonly score: number;
    readonly threshold: number;
    readonly reasons: readonly Evidence[];
    readonly recurrenceOf: string | null;
  };
  /** By time; never empty unless all signals were moved out. */
  readonly symptoms: readonly Symptom[];
  readonly repetitions: readonly Repetition[];
  readonly recoveries: readonly Symptom[];
  /** By time. */
  readonly changes: readonly Change[];
  /** Best first. */
  readonly origins: readonly Origin[];
  readonly severities: readonly SeverityStep[];
  readonly acknowledgements: readonly Milestone[];
  readonly mitigations: readonly Milestone[];
  readonly resolutions: readonly Milestone[];
  readonly reopenings: readonly Milestone[];
  readonly merges: readonly Merge[];
  readonly mergedInto: Merge | null;
  readonly splits: readonly (Merge & { readonly signals: number })[];
  readonly notes: readonly Milestone[];
  /** Policy versions that decided, in order of first use. */
  readonly policies: readonly { readonly version: string; readonly by: Citation }[];
}
