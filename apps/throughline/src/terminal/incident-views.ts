import { type IncidentDetail, type IncidentListItem, type TimelineItem } from '../servers/api-types.js';
import { colours, plain, table, utc } from './output.js';

const severityColour: Readonly<Record<string, (text: string) => string>> = {
  critical: colours.red,
  error: colours.red,
  warning: colours.yellow,
  info: colours.dim,
};

const severityText = (severity: string): string => (severityColour[severity] ?? String)(severity);

const percent = (score: number): string => `${Math.round(score * 100)} %`;

export function incidentsTable(incidents: readonly IncidentListItem[]): string {
  if (incidents.length === 0) return 'No incidents.';
  return table(
    [
      { title: 'ID' },
      { title: 'ONSET (UTC)' },
      { title: 'STATUS' },
      { title: 'SEVERITY' },
      { title: 'INCIDENT', flexible: true },
    ],
    incidents.map((incident) => [
      incident.id,
      utc(incident.onsetAt),
      incident.status,
      severityText(incident.severity),
      plain(incident.title),
    ]),
  );
}

/** One incident as a person reads it: what, when, how much, and what is suspected with the reasons. */
export function incidentSheet(incident: IncidentDetail): string {
  const { counts } = incident;
  const lines = [
    colours.bold(plain(incident.title)),
    '',
    `  id        ${incident.id}`,
    `  status    ${incident.status} · ${severityText(incident.severity)}`,
    `  times     onset ${utc(incident.onsetAt)} · opened ${utc(incident.openedAt)} · mitigated ${utc(incident.mitigatedAt)} · resolved ${utc(incident.resolvedAt)}  (UTC)`,
    `  services  ${plain(incident.services.join(', '))}`,
    `  signals   ${counts.alerts} alerts · ${counts.repeats} repeats · ${counts.logs} log lines · ${counts.resolutions} resolutions · ${counts.late} late`,
  ];
  return [...lines, ...suspectLines(incident)].join('\n');
}

function suspectLines({ suspects }: IncidentDetail): string[] {
  const changes = suspects.changes.flatMap((change) => [
    `  ${percent(change.score).padStart(5)}  ${plain(`${change.title} · ${change.changeId}${change.actor === null ? '' : ` by ${change.actor}`}`)}  (${utc(change.occurredAt)})`,
    ...evidenceLines(change.evidence),
  ]);
  const services = suspects.services
    .slice(0, 3)
    .flatMap((suspect) => [
      `  ${percent(suspect.score).padStart(5)}  ${plain(suspect.service)}`,
      ...evidenceLines(suspect.evidence),
    ]);
  return [...section('Suspected changes', changes), ...section('Suspected services', services)];
}

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', colours.bold(title), ...lines];

const evidenceLines = (evidence: IncidentDetail['suspects']['services'][number]['evidence']): string[] =>
  evidence.map(({ stance, weight, text }) =>
    colours.dim(`         ${stance === 'for' ? '+' : '−'} ${plain(text)} (${weight.toFixed(2)})`),
  );

/** The timeline as a person reads it; runs of minor entries are one line each unless `all` is asked for. */
export function timelineTable(entries: readonly TimelineItem[], all = false): string {
  if (entries.length === 0) return 'No entries.';
  const columns = [
    { title: 'TIME (UTC)' },
    { title: 'KIND' },
    { title: 'SERVICE', max: 18 },
    { title: 'WHAT', flexible: true },
  ];
  const rows = all
    ? entries.map(entryRow)
    : runsOf(entries)
        .map((run) => (run.length === 1 ? run.map(entryRow) : [foldedRow(run)]))
        .flat();
  return table(columns, rows);
}

/** Consecutive minor entries together, every other entry alone. */
function runsOf(entries: readonly TimelineItem[]): readonly TimelineItem[][] {
  const runs: TimelineItem[][] = [];
  for (const entry of entries) {
    const run = runs.at(-1);
    if (entry.importance === 'minor' && run?.[0]?.importance === 'minor') run.push(entry);
    else runs.push([entry]);
  }
  return runs;
}

const entryRow = (entry: TimelineItem): string[] => [
  utc(entry.occurredAt),
  entry.kind,
  plain(entry.service ?? '–'),
  emphasis(entry),
];

function foldedRow(run: readonly TimelineItem[]): string[] {
  const [first, last] = [run[0], run.at(-1)];
  return [
    utc(first?.occurredAt ?? null),
    '·',
    '–',
    colours.dim(`${run.length} minor entries until ${utc(last?.occurredAt ?? null).slice(11)}`),
  ];
}

const emphasis = ({ importance, text }: TimelineItem): string =>
  importance === 'key' ? colours.bold(plain(text)) : plain(text);
