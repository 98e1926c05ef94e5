import { type Severity } from '@throughline/contracts';
import {
  type IncidentStatus,
  type IncidentSummary,
  servicesOf,
  severityRank,
  titleOf,
} from '@throughline/incidents';
import { searchWords } from './search-words.js';

/** One row of `incidents`: the list and the detail. Times are epoch ms. */
export interface IncidentRow {
  readonly id: string;
  readonly tenant: string;
  readonly environment: string;
  readonly scope: string;
  /** Version of the stream that the row stands on. */
  readonly version: number;
  /** Global position of the event that it stands on. */
  readonly position: number;
  readonly status: IncidentStatus;
  readonly severity: Severity;
  /** 4 for critical to 1 for info: what lists are ordered by. */
  readonly severityWeight: number;
  readonly title: string;
  readonly onsetAt: number;
  readonly openedAt: number;
  readonly acknowledgedAt: number | null;
  readonly mitigatedAt: number | null;
  readonly resolvedAt: number | null;
  readonly updatedAt: number;
  readonly services: readonly string[];
  readonly alerts: number;
  readonly logs: number;
  readonly resolutions: number;
  readonly repeats: number;
  readonly late: number;
  readonly recurrenceOf: string | null;
  readonly mergedInto: string | null;
  /** Words by which it is found, separated by spaces. */
  readonly words: string;
  /** What the next event is folded onto. */
  readonly summary: IncidentSummary;
}

/** The row that tells a summary. `position` is that of its last event. */
export function incidentRow(summary: IncidentSummary, position: number): IncidentRow {
  const { tally } = summary;
  const title = titleOf(summary);
  const services = servicesOf(summary);
  return {
    id: summary.id,
    tenant: summary.tenant,
    environment: summary.environment,
    scope: summary.scope,
    version: summary.version,
    position,
    status: summary.status,
    severity: summary.severity,
    severityWeight: 4 - severityRank(summary.severity),
    title,
    onsetAt: summary.onsetAt,
    openedAt: summary.openedAt,
    acknowledgedAt: summary.acknowledgedAt,
    mitigatedAt: summary.mitigatedAt,
    resolvedAt: summary.resolvedAt,
    updatedAt: summary.updatedAt,
    services,
    alerts: tally.alerts,
    logs: tally.logs,
    resolutions: tally.resolutions,
    repeats: tally.repeats,
    late: tally.late,
    recurrenceOf: summary.recurrenceOf,
    mergedInto: summary.mergedInto,
    words: searchWords([
      summary.id,
      title,
      summary.environment,
      ...services,
      ...summary.suspects.changes.map((change) => change.title),
    ]),
    summary,
  };
}
