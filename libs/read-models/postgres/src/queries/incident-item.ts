import { type ChangeSuspect, type ServiceSuspect, type Severity } from '@throughline/contracts';
import { type IncidentStatus, type IncidentSummary } from '@throughline/incidents';
import { ms } from './page.js';

/** What an incident holds, counted: the signals that `incidentSignals` lists, each once. */
export interface SignalCounts {
  readonly alerts: number;
  readonly logs: number;
  readonly resolutions: number;
  readonly repeats: number;
  readonly late: number;
}

/** An incident in a list. Times are epoch ms. */
export interface IncidentItem {
  readonly id: string;
  readonly tenant: string;
  readonly environment: string;
  readonly scope: string;
  /** Version of the stream that this stands on: what `If-Match` means. */
  readonly version: number;
  readonly status: IncidentStatus;
  readonly severity: Severity;
  readonly title: string;
  readonly onsetAt: number;
  readonly openedAt: number;
  readonly acknowledgedAt: number | null;
  readonly mitigatedAt: number | null;
  readonly resolvedAt: number | null;
  readonly updatedAt: number;
  readonly services: readonly string[];
  readonly counts: SignalCounts;
  /** The most suspected ones, best first, at most 10 of each. */
  readonly changes: readonly ChangeSuspect[];
  readonly suspects: readonly ServiceSuspect[];
  readonly recurrenceOf: string | null;
  readonly mergedInto: string | null;
  readonly absorbedIds: readonly string[];
}

/** An incident by itself. */
export interface IncidentDetail extends IncidentItem {
  readonly acknowledgedBy: string | null;
  readonly resolvedBy: 'engine' | 'person' | null;
  readonly severityBy: 'engine' | 'person';
  readonly reopenings: number;
  readonly splitInto: readonly string[];
  readonly policyVersion: string | null;
  readonly lastEventId: string;
}

/** Columns of `incidents` as `ItemRow`. */
export const itemColumns = [
  'id',
  'tenant',
  'environment',
  'scope',
  'version',
  'status',
  'severity',
  'severity_weight',
  'title',
  ...(['onset', 'opened', 'acknowledged', 'mitigated', 'resolved', 'updated'] as const).map(
    (name) => `${ms(`${name}_at`)} as ${name}_at`,
  ),
  'services',
  'alerts',
  'logs',
  'resolutions',
  'repeats',
  'late',
  'recurrence_of',
  'merged_into',
  'summary',
];

export interface ItemRow {
  readonly id: string;
  readonly tenant: string;
  readonly environment: string;
  readonly scope: string;
  readonly version: number;
  readonly status: IncidentStatus;
  readonly severity: Severity;
  readonly severity_weight: number;
  readonly title: string;
  readonly onset_at: number;
  readonly opened_at: number;
  readonly acknowledged_at: number | null;
  readonly mitigated_at: number | null;
  readonly resolved_at: number | null;
  readonly updated_at: number;
  readonly services: readonly string[];
  readonly alerts: number;
  readonly logs: number;
  readonly resolutions: number;
  readonly repeats: number;
  readonly late: number;
  readonly recurrence_of: string | null;
  readonly merged_into: string | null;
  readonly summary: IncidentSummary;
}

export const incidentItem = (row: ItemRow, counts: SignalCounts | undefined): IncidentItem => ({
  id: row.id,
  tenant: row.tenant,
  environment: row.environment,
  scope: row.scope,
  version: row.version,
  status: row.status,
  severity: row.severity,
  title: row.title,
  onsetAt: row.onset_at,
  openedAt: row.opened_at,
  acknowledgedAt: row.acknowledged_at,
  mitigatedAt: row.mitigated_at,
  resolvedAt: row.resolved_at,
  updatedAt: row.updated_at,
  services: row.services,
  counts: counts ?? countsOf(row),
  changes: row.summary.suspects.changes,
  suspects: row.summary.suspects.services,
  recurrenceOf: row.recurrence_of,
  mergedInto: row.merged_into,
  absorbedIds: row.summary.absorbedIds,
});

const countsOf = ({ alerts, logs, resolutions, repeats, late }: ItemRow): SignalCounts => ({
  alerts,
  logs,
  resolutions,
  repeats,
  late,
});

export const incidentDetail = (row: ItemRow, counts: SignalCounts | undefined): IncidentDetail => ({
  ...incidentItem(row, counts),
  acknowledgedBy: row.summary.acknowledgedBy,
  resolvedBy: row.summary.resolvedBy,
  severityBy: row.summary.severityBy,
  reopenings: row.summary.reopenings,
  splitInto: row.summary.splitInto,
  policyVersion: row.summary.policyVersion,
  lastEventId: row.summary.lastEventId,
});
