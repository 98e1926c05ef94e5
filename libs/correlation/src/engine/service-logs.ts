import { type Signal } from '@throughline/contracts';

/** Error lines of one service: those that no incident has yet, and the incident that has alerts there. */
export interface ServiceLogs {
  incidentId: string | null;
  /** Event time of the incident's last alert on the service, ms. */
  alertedAt: number;
  /** Patterns that the incident has; a line of one is a repeat. */
  patterns: Map<string, number>;
  /** First lines of the latest patterns, at most `recentLines`. */
  recent: Map<string, Signal>;
}
