import { type Tally } from '@throughline/incidents';
import { type IncidentRow } from '@throughline/read-models-projections';
import { ms } from './slice.js';

/** Columns of `incidents` as an `IncidentRow`. */
export const incidentColumns = [
  'id',
  'tenant',
  'environment',
  'scope',
  'version',
  'position::float8',
  'status',
  'severity',
  'severity_weight as "severityWeight"',
  'title',
  ...(['onset', 'opened', 'acknowledged', 'mitigated', 'resolved', 'updated'] as const).map(
    (name) => `${ms(`${name}_at`)} as "${name}At"`,
  ),
  'services',
  'alerts',
  'logs',
  'resolutions',
  'repeats',
  'late',
  'recurrence_of as "recurrenceOf"',
  'merged_into as "mergedInto"',
  'words',
  'summary',
];

/** What an incident holds, counted: the signals that `incidentSignals` lists, each once. */
export type SignalCounts = Omit<Tally, 'services'>;

/** The row with these counts instead of those that its own stream tells. */
export function recounted(row: IncidentRow, counts: SignalCounts | undefined): IncidentRow {
  if (counts === undefined) return row;
  const { changes: _, ...columns } = counts;
  return { ...row, ...columns, summary: { ...row.summary, tally: { ...row.summary.tally, ...counts } } };
}
