import { type Severity } from '@throughline/contracts';
import { type RedactionRuleName } from '@throughline/redaction';
import { type EnginePolicy } from './engine-policy.js';

/** Sets windows, weights, thresholds, suppression and routing. Every decision records its version. All durations in ms. */
export interface Policy extends PolicySettings {
  /** Content hash of everything else. */
  readonly version: string;
}

/** What a policy says. */
export interface PolicySettings {
  readonly scope: {
    /** Labels that, beside tenant and environment, bound what may be correlated. */
    readonly labels: readonly string[];
  };
  readonly service: {
    /** Labels tried in this order when a signal names no service. */
    readonly labels: readonly string[];
  };
  readonly alerts: {
    /** Labels that identify an alert when it brings no fingerprint; empty: all that are not listed as volatile. */
    readonly identityLabels: readonly string[];
    readonly volatileLabels: readonly string[];
  };
  readonly severity: {
    /** Senders' words, lower case, to ours. */
    readonly mapping: Readonly<Record<string, Severity>>;
  };
  readonly time: {
    /** How long a signal waits so that disorder is put right. Default 10 s. */
    readonly holdBack: number;
    /** How late one may be and still correlate. Default 1 h. */
    readonly lateness: number;
    /** How far in the future a producer's clock may be before it is clamped. Default 5 min. */
    readonly futureTolerance: number;
    /** How long without a new signal before an incident can resolve by itself. Default 15 min. */
    readonly quietPeriod: number;
    /** How long after its resolution an incident is reopened rather than opened anew. Default 30 min. */
    readonly reopenWindow: number;
    /** How far before onset changes are suspected. Default 2 h. */
    readonly changeLookBack: number;
  };
  readonly redaction: {
    /** Rules of @throughline/redaction that are not applied. */
    readonly disable: readonly RedactionRuleName[];
    /** Names of labels, attributes and `name=value` pairs whose value is taken out, beside the built-in ones. */
    readonly keys: readonly string[];
  };
  readonly suppression: readonly SuppressionRule[];
  /** Weights, windows and thresholds of the engine; its keys belong to the engine and are documented with it. */
  readonly engine: EnginePolicy;
}

/** Signals that match all given fields open nothing and join nothing; they are kept and counted. */
export interface SuppressionRule {
  readonly name: string;
  readonly match: {
    readonly service?: string | undefined;
    readonly name?: string | undefined;
    readonly source?: string | undefined;
    readonly labels?: Readonly<Record<string, string>> | undefined;
  };
  /** Epoch ms; open ends when absent. */
  readonly from?: number | undefined;
  readonly until?: number | undefined;
}
