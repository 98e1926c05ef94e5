import { type Evidence, type Severity } from '@throughline/contracts';
import { type IncidentStatus } from '@throughline/incidents';

/** What a backtest says: the public contract's shape, times ISO 8601. */
export interface BacktestResult {
  readonly policyVersion: string;
  /** By time of opening, then id. */
  readonly incidents: readonly BacktestIncident[];
  readonly stats: BacktestStats;
}

export interface BacktestIncident {
  readonly id: string;
  readonly status: IncidentStatus;
  readonly severity: Severity;
  readonly title: string;
  readonly openedAt: string;
  readonly resolvedAt: string | null;
  readonly services: readonly string[];
  /** The producers' ids of every alert and log line that belongs to it, in the order in which they joined. */
  readonly signalIds: readonly string[];
  /** Best first, at most 10. */
  readonly changes: readonly BacktestChange[];
  /** Best first, at most 10. */
  readonly suspects: readonly BacktestSuspect[];
}

export interface BacktestChange {
  /** The producer's id of the signal. */
  readonly signalId: string;
  readonly changeId: string;
  readonly service: string | null;
  readonly score: number;
  readonly evidence: readonly Evidence[];
}

export interface BacktestSuspect {
  readonly service: string;
  readonly score: number;
  readonly evidence: readonly Evidence[];
}

export interface BacktestStats {
  /** Signals that were new. */
  readonly signals: number;
  readonly duplicates: number;
  readonly late: number;
  /** Lines that are no signals. */
  readonly rejected: number;
  /** Alerts and log lines that are in no incident in the end. */
  readonly unincidented: number;
}
