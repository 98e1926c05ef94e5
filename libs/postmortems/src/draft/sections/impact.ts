import { type Facts, type HitService, bySeverity } from '../facts.js';
import { type SectionWriter } from '../section.js';
import { type Sentence, say } from '../sentence.js';
import { count, list, minute, quoted, span, stopped } from '../words.js';

/** Services told one by one; the rest in one sentence. */
const shownServices = 12;
const shownFigures = 5;

function interval(facts: Facts): Sentence {
  const { started, impactEnd } = facts;
  const from = minute(started.at, started.at);
  const to = minute(impactEnd.at, started.at);
  const length = span(impactEnd.at - started.at);
  if (impactEnd.at <= started.at)
    return say(`Symptoms were reported at ${from} only; how long they lasted is not in the events.`, started);
  return impactEnd.certain
    ? say(
        `Symptoms lasted from ${from} to ${to}, ${length}; by then every alert was reported resolved.`,
        started,
        impactEnd,
      )
    : say(
        `Symptoms were reported from ${from} to ${to}, ${length}; not all of them were reported over, so it may have lasted longer.`,
        started,
        impactEnd,
      );
}

function response(facts: Facts): readonly Sentence[] {
  const { detected, resolved, started } = facts;
  if (resolved === null) return [];
  return [
    say(
      `The response is another interval: from the detection at ${minute(detected.at, started.at)} to the resolution at ${minute(resolved.at, started.at)}, ${span(resolved.at - detected.at)}.`,
      detected,
      resolved,
    ),
  ];
}

function service(hit: HitService, day: number): Sentence {
  const alerts = hit.symptoms.filter((symptom) => symptom.kind === 'alert');
  const logs = hit.symptoms.length - alerts.length;
  const names = [...new Set(alerts.map((alert) => alert.name))];
  const parts = [
    ...(alerts.length > 0 ? [`${count(alerts.length, 'distinct alert')} (${list(names)})`] : []),
    ...(logs > 0 ? [count(logs, 'log line')] : []),
  ];
  const [first] = hit.symptoms;
  return say(`${hit.service}, from ${minute(first.at, day)}: ${list(parts)}.`, ...hit.symptoms);
}

function others(hits: readonly HitService[]): readonly Sentence[] {
  const [first, ...rest] = hits.map((hit) => hit.symptoms[0]);
  if (first === undefined) return [];
  return [
    say(
      `${count(hits.length, 'further service')} showed symptoms: ${list(
        hits.map((hit) => hit.service),
        20,
      )}.`,
      first,
      ...rest,
    ),
  ];
}

/** What the worst alerts said, one each alert name and service, in their own words. */
function figures(facts: Facts): readonly Sentence[] {
  const seen = new Set<string>();
  const told = [...facts.alerts]
    .sort((a, b) => bySeverity(a.severity, b.severity) || a.at - b.at)
    .filter((alert) => {
      const key = JSON.stringify([alert.service, alert.name]);
      const fresh = alert.summary !== '' && alert.summary !== alert.name && !seen.has(key);
      seen.add(key);
      return fresh;
    });
  return told
    .slice(0, shownFigures)
    .map((alert) =>
      say(
        `As reported by ${alert.name} of ${alert.service} (${alert.severity}): ${stopped(quoted(alert.summary))}`,
        alert,
      ),
    );
}

export const impact: SectionWriter = {
  heading: 'Impact',
  prompts: [
    'How many customers or requests were affected, and what did it cost? The events do not say.',
    'What did users see, and what still worked?',
  ],
  write: ({ facts }) => [
    interval(facts),
    ...response(facts),
    ...facts.services.slice(0, shownServices).map((hit) => service(hit, facts.started.at)),
    ...others(facts.services.slice(shownServices)),
    ...figures(facts),
  ],
};
