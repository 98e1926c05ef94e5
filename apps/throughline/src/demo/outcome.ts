import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CliError } from '../errors.js';
import { type ApiClient } from '../servers/api-client.js';
import {
  type IncidentDetail,
  type IncidentListItem,
  type Page,
  type TimelineItem,
} from '../servers/api-types.js';
import { incidentSheet, timelineTable } from '../terminal/incident-views.js';
import { colours, print } from '../terminal/output.js';
import { type Expected } from './example.js';
import { waitFor } from './wait.js';

export interface Outcome {
  readonly incident: IncidentDetail;
  readonly timeline: readonly TimelineItem[];
  readonly draft: string;
}

const patience = 60_000;

/** Waits until the example's incident is resolved and drafted, and reads all of it over the REST API. */
export async function awaitOutcome(api: ApiClient, environment: string): Promise<Outcome> {
  const found = await waitFor('the incident to be resolved', patience, async () => {
    const { items } = await api.json<Page<IncidentListItem>>(
      `/v1/incidents?environment=${environment}&limit=50`,
    );
    return items.find(({ status }) => status === 'resolved');
  });
  const path = `/v1/incidents/${found.id}`;
  const draft = await waitFor('the post-mortem draft', patience, () =>
    api.text(`${path}/postmortem`, 'text/markdown').catch(() => undefined),
  );
  const [incident, timeline] = await Promise.all([
    api.json<IncidentDetail>(path),
    api.json<Page<TimelineItem>>(`${path}/timeline?limit=500`),
  ]);
  return { incident, timeline: timeline.items, draft };
}

/** What did not come out as the example says; empty when all did. */
export function shortcomings({ incident, timeline, draft }: Outcome, expected: Expected): string[] {
  const suspect = incident.suspects.changes[0]?.changeId;
  const missing = expected.incident.services.filter((service) => !incident.services.includes(service));
  return [
    ...(suspect === expected.suspectedChange.changeId
      ? []
      : [`the first suspected change is ${suspect ?? 'none'}, not ${expected.suspectedChange.changeId}`]),
    ...(missing.length === 0 ? [] : [`services without a part in it: ${missing.join(', ')}`]),
    ...(timeline.length > 0 ? [] : ['the timeline is empty']),
    ...(draft.includes('#') ? [] : ['the draft is empty']),
  ];
}

/** Prints the incident and its timeline, and writes the draft to a file. */
export async function showOutcome({ incident, timeline, draft }: Outcome, home: string): Promise<string> {
  const file = join(home, `postmortem-${incident.id}.md`);
  await writeFile(file, draft);
  print(`\n${incidentSheet(incident)}\n\n${colours.bold('Timeline')}\n${timelineTable(timeline)}`);
  return file;
}

export function refuseShortcomings(problems: readonly string[]): void {
  if (problems.length > 0) throw new CliError(`The demo did not come out whole: ${problems.join('; ')}.`);
}
