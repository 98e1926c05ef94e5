import { type Symptom } from '../../story/story.js';
import { describeChange, firstSuspect, lineOf } from '../describe.js';
import { headline } from '../headline.js';
import { type SectionWriter, type Material } from '../section.js';
import { type Sentence, say } from '../sentence.js';
import { count, span } from '../words.js';

type Rule = (material: Material) => readonly Sentence[];

/** A gap between symptom and alert that is worth an action, ms. */
const slowDetectionMs = 30_000;
/** Reports of one episode from which on it is noise. */
const noisyReports = 5;
/** Signals that arrive later than this hold the correlation back, ms. */
const slowSourceMs = 60_000;
const maxTolerance = 3;

const suggest = (kind: string, text: string): string => `Suggested (${kind}): ${text}`;

/** A rollout that stops by itself on the alert that fired. */
const guardedRollout: Rule = ({ facts }) => {
  const change = firstSuspect(facts);
  const { alert } = facts.detected;
  if (change === null || alert === null) return [];
  const wait = alert.at - change.at;
  const bake = Math.max(5, Math.ceil((wait * 2) / 300_000) * 5);
  const text =
    change.kind === 'deploy'
      ? `let a deploy of ${change.service ?? 'this service'} stop and roll back when ${alert.name} of ${alert.service} fires in its first ${bake} minutes; here it fired ${span(wait)} after ${describeChange(change)}.`
      : `roll out changes such as ${describeChange(change)} in steps, and undo the step when ${alert.name} of ${alert.service} fires within ${bake} minutes; here it fired ${span(wait)} after it.`;
  return [say(suggest('prevent', text), change, alert)];
};

/** An alert on what was seen first. */
const earlierAlert: Rule = ({ facts }) => {
  const { detected, firstSymptom } = facts;
  if (firstSymptom?.kind !== 'log' || detected.at - firstSymptom.at < slowDetectionMs) return [];
  const gain = span(detected.at - firstSymptom.at);
  return [
    say(
      suggest(
        'detect',
        `alert when log lines such as “${lineOf(firstSymptom)}” of ${firstSymptom.service} become frequent; the first came ${gain} before the first alert.`,
      ),
      firstSymptom,
      detected,
    ),
  ];
};

/** A test of how a caller behaves when what it calls is away. */
const tolerance: Rule = ({ facts, catalog }) => {
  const origin = headline(facts);
  if (origin === null) return [];
  const callers = new Set(catalog.callers(origin.service));
  return facts.services
    .filter((hit) => callers.has(hit.service) && hit.symptoms[0].at >= facts.started.at)
    .slice(0, maxTolerance)
    .map((hit) => {
      const [first] = hit.symptoms;
      const text = `test what ${hit.service} does when ${origin.service} fails (timeout, fallback, message to the user); here it failed ${span(first.at - facts.started.at)} after the first symptom.`;
      return say(suggest('mitigate', text), first, facts.started);
    });
};

function reports(material: Material): readonly {
  readonly alert: Symptom;
  readonly amount: number;
  readonly last: Symptom | Material['facts']['story']['repetitions'][number];
}[] {
  const { alerts, story } = material.facts;
  return alerts.flatMap((alert) => {
    const repeats = story.repetitions.filter((item) => item.fingerprint === alert.fingerprint);
    const last = repeats.at(-1);
    const amount = repeats.reduce((sum, item) => sum + item.count, 1);
    return last === undefined ? [] : [{ alert, amount, last }];
  });
}

/** The alert that repeated most. */
const lessNoise: Rule = (material) => {
  const [worst] = [...reports(material)].sort((a, b) => b.amount - a.amount || a.alert.at - b.alert.at);
  if (worst === undefined || worst.amount < noisyReports) return [];
  const { alert, amount, last } = worst;
  const text = `lengthen the repeat interval of ${alert.name} of ${alert.service}, or group it by service; one episode was reported ${amount} times.`;
  return [say(suggest('process', text), alert, last)];
};

/** Nobody said that they had it. */
const acknowledgement: Rule = ({ facts, catalog }) => {
  const { alert } = facts.detected;
  if (facts.acknowledged !== null || alert === null) return [];
  const owner = catalog.service(alert.service)?.owner ?? null;
  const whom = owner === null ? 'the team that owns it' : `its owner (${owner})`;
  const text = `check that ${alert.name} of ${alert.service} pages ${whom}, and that whoever takes it acknowledges it; no acknowledgement was recorded.`;
  return [say(suggest('process', text), alert, { by: facts.story.last })];
};

const closingAlerts: Rule = ({ facts }) => {
  const [first, ...rest] = facts.unresolvedAlerts;
  if (first === undefined || facts.resolved === null) return [];
  const others = rest.length === 0 ? '' : ` (and ${count(rest.length, 'other')})`;
  const text = `make ${first.name} of ${first.service}${others} report when it is over; it never did here.`;
  return [say(suggest('process', text), first, ...rest)];
};

const slowSource: Rule = ({ facts }) => {
  const [worst] = [...facts.story.symptoms].sort((a, b) => b.latenessMs - a.latenessMs);
  if (worst === undefined || worst.latenessMs < slowSourceMs) return [];
  const text = `find what delays ${worst.source} and bring it under ${span(slowSourceMs)}; a signal of ${worst.service} came ${span(worst.latenessMs)} late.`;
  return [say(suggest('process', text), worst)];
};

const runbook: Rule = ({ facts, catalog }) => {
  const origin = headline(facts);
  const known = origin === null ? undefined : catalog.service(origin.service);
  if (origin === null || known === undefined || known.links.length > 0) return [];
  const text = `write a runbook for ${origin.service} that begins with ${origin.name}, and link it in the catalog; the catalog has no link for it.`;
  return [say(suggest('mitigate', text), origin)];
};

const rules: readonly Rule[] = [
  guardedRollout,
  earlierAlert,
  tolerance,
  acknowledgement,
  runbook,
  slowSource,
  closingAlerts,
  lessNoise,
];

/** The first suggestions that the events support; each names the place, the measure and the figure behind it. */
export const actionItems: SectionWriter = {
  heading: 'Action items',
  prompts: [
    'Accept, change or strike each suggestion; give what stays an owner, a ticket and a date.',
    'Which action would have helped even if the suspected change had been something else?',
  ],
  write: (material) => rules.flatMap((rule) => rule(material)),
};
