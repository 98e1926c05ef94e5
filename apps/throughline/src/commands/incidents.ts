import { loadConfig } from '@throughline/platform';
import { type Command } from 'commander';
import { ApiClient } from '../servers/api-client.js';
import {
  type IncidentDetail,
  type IncidentListItem,
  type Page,
  type TimelineItem,
} from '../servers/api-types.js';
import { print, printJson } from '../terminal/output.js';
import { incidentSheet, incidentsTable, timelineTable } from '../terminal/incident-views.js';

interface JsonOption {
  readonly json?: boolean;
}

interface ListOptions extends JsonOption {
  readonly status?: string;
  readonly service?: string;
  readonly limit: string;
}

const api = (): ApiClient => new ApiClient(loadConfig());
const incident = (id: string): string => `/v1/incidents/${encodeURIComponent(id)}`;

/** `throughline incidents …`: what the REST API serves, for a terminal. */
export function incidentsCommand(program: Command): Command {
  const incidents = program
    .command('incidents')
    .description('incidents, their timelines and post-mortem drafts, from the REST API');
  listCommand(incidents);
  incidents
    .command('show <id>')
    .description('one incident with its suspects')
    .option('--json', 'as the API answers')
    .addHelpText('after', '\nExample:\n  $ npx throughline incidents show 6e0a2c4e-…\n')
    .action(async (id: string, { json }: JsonOption) => {
      const detail = await api().json<IncidentDetail>(incident(id));
      if (json === true) printJson(detail);
      else print(incidentSheet(detail));
    });
  timelineCommand(incidents);
  incidents
    .command('postmortem <id>')
    .description('the post-mortem draft, as Markdown')
    .option('--json', 'sections and citations as JSON')
    .addHelpText('after', '\nExample:\n  $ npx throughline incidents postmortem 6e0a2c4e-… > draft.md\n')
    .action(async (id: string, { json }: JsonOption) => {
      if (json === true) printJson(await api().json(`${incident(id)}/postmortem`));
      else print(await api().text(`${incident(id)}/postmortem`, 'text/markdown'));
    });
  return incidents;
}

function listCommand(incidents: Command): void {
  incidents
    .command('list')
    .description('incidents, newest first')
    .option('--status <status>', 'only these, e.g. open or open,resolved')
    .option('--service <service>', 'only those with this service')
    .option('--limit <n>', 'at most this many', '20')
    .option('--json', 'as the API answers')
    .addHelpText('after', '\nExample:\n  $ npx throughline incidents list --status open\n')
    .action(async ({ json, status, service, limit }: ListOptions) => {
      const query = new URLSearchParams({
        limit,
        ...(status === undefined ? {} : { status }),
        ...(service === undefined ? {} : { service }),
      });
      const page = await api().json<Page<IncidentListItem>>(`/v1/incidents?${query.toString()}`);
      if (json === true) printJson(page);
      else print(incidentsTable(page.items));
    });
}

function timelineCommand(incidents: Command): void {
  incidents
    .command('timeline <id>')
    .description('what happened, in order')
    .option('--all', 'minor entries too, one line each')
    .option('--json', 'all entries as JSON')
    .addHelpText('after', '\nExample:\n  $ npx throughline incidents timeline 6e0a2c4e-…\n')
    .action(async (id: string, { json, all }: JsonOption & { readonly all?: boolean }) => {
      const entries = await allEntries(id);
      if (json === true) printJson({ items: entries });
      else print(timelineTable(entries, all));
    });
}

/** Every page of a timeline. */
async function allEntries(id: string): Promise<TimelineItem[]> {
  const client = api();
  const entries: TimelineItem[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: Page<TimelineItem> = await client.json(`${incident(id)}/timeline?limit=500${query}`);
    entries.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  return entries;
}
