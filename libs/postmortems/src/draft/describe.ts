import { plain } from '../story/plain.js';
import { type Change, type Milestone, type Symptom } from '../story/story.js';
import { type Facts } from './facts.js';
import { span, unstopped } from './words.js';

/** The title without what the sentence says anyway: that it is a deploy, and of which service. */
function detail({ title, service, changeId }: Change): string {
  const owner = service ?? '';
  const words = title.replace(/^deploy(?:ed)?\s+/iu, '').replace(/^of\s+/iu, '');
  const bare = words.startsWith(`${owner} `) ? words.slice(owner.length) : words;
  const told = (bare.endsWith(` of ${owner}`) ? bare.slice(0, -` of ${owner}`.length) : bare).trim();
  return told === '' || told === changeId || told === owner ? '' : ` (${told})`;
}

/** `deploy 4521 of checkout (v2.41.0)` */
export function describeChange(change: Change): string {
  const what = change.kind === 'deploy' ? 'deploy' : 'config change';
  const where = change.service === null ? '' : ` of ${change.service}`;
  return `${what} ${change.changeId}${where}${detail(change)}`;
}

/** As {@link describeChange}, with who or what did it. For facts only: analysis never names a person. */
export const describeChangeBy = (change: Change): string =>
  `${describeChange(change)}${change.actor === null ? '' : ` by ${change.actor}`}`;

/** Characters of a log line inside a sentence; the timeline's are as long as the story keeps them. */
const shownLine = 110;

/** What a log line said, else the pattern of it. */
export const lineOf = (symptom: Symptom): string =>
  plain(symptom.summary === '' ? symptom.name : symptom.summary, shownLine);

/** `alert HighErrorRate of checkout` */
export const describeSymptom = (symptom: Symptom): string =>
  symptom.kind === 'alert'
    ? `alert ${symptom.name} of ${symptom.service}`
    : `log line “${lineOf(symptom)}” of ${symptom.service}`;

/** `4 minutes 25 seconds before the first symptom` */
export function offset(at: number, moment: number, name: string): string {
  if (at === moment) return `at the moment of ${name}`;
  return `${span(moment - at)} ${at < moment ? 'before' : 'after'} ${name}`;
}

/** Who did it, for facts: a person by name, the engine as Throughline. */
export const doer = (milestone: Milestone): string => (milestone.person ? milestone.actor : 'Throughline');

/** Its reason in parentheses, as part of a sentence. */
export const reasonOf = ({ text }: Milestone): string => (text === '' ? '' : ` (${unstopped(text)})`);

/** The strongest suspect among the changes before the first symptom, if any has evidence for it. */
export const firstSuspect = (facts: Facts): Change | null => {
  const [best] = facts.before;
  return best !== undefined && best.score > 0 ? best : null;
};
