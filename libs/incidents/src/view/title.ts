import { count } from '../words.js';
import { type Lead } from './lead.js';
import { type Tally } from './tally.js';

const longestName = 120;

const clipped = (text: string): string =>
  text.length <= longestName ? text : `${text.slice(0, longestName - 1)}…`;

function others({ alerts, logs }: Tally): string {
  const more = alerts + logs - 1;
  if (more < 1) return '';
  const noun = logs === 0 ? 'more alert' : alerts === 0 ? 'more log line' : 'more signal';
  return ` and ${count(more, noun)}`;
}

/** For a person, e.g. `checkout: HighErrorRate and 11 more alerts on 4 services`. */
export function incidentTitle(lead: Lead, tally: Tally): string {
  const services = Object.keys(tally.services).length;
  const where = services > 1 ? ` on ${count(services, 'service')}` : '';
  const named = clipped(lead.name);
  return `${lead.service === null ? named : `${lead.service}: ${named}`}${others(tally)}${where}`;
}
