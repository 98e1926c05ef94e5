import { type SectionWriter } from '../section.js';
import { type Facts } from '../facts.js';
import { type Sentence, say } from '../sentence.js';
import { describeChange, describeSymptom, firstSuspect, offset, reasonOf } from '../describe.js';
import { capital, count, date, list, minute, span } from '../words.js';

function reach(facts: Facts): Sentence {
  const { started, impactEnd, services, peak, story } = facts;
  const names = services.map((hit) => hit.service);
  const from = minute(started.at, started.at);
  const length = span(impactEnd.at - started.at);
  const until = `${impactEnd.certain ? 'until' : 'until at least'} ${minute(impactEnd.at, started.at)}`;
  const when = impactEnd.at <= started.at ? `at ${from}` : `from ${from} ${until} (${length})`;
  const who = names.length === 0 ? 'the incident' : list(names);
  const verb = names.length > 1 ? 'were' : 'was';
  return say(
    `On ${date(started.at)} ${when}, ${who} ${verb} affected in ${story.environment}; the highest severity was ${peak.severity}.`,
    started,
    peak,
    ...services.slice(0, 4).map((hit) => hit.symptoms[0]),
    impactEnd,
  );
}

function beginning(facts: Facts): readonly Sentence[] {
  const { firstSymptom, alerts, logs } = facts;
  if (firstSymptom === null) return [];
  const amounts = [
    ...(alerts.length > 0 ? [count(alerts.length, 'distinct alert')] : []),
    ...(logs.length > 0 ? [count(logs.length, 'log line')] : []),
  ];
  return [
    say(
      `It showed first as ${describeSymptom(firstSymptom)}; in the end ${list(amounts)} belonged to it.`,
      firstSymptom,
      ...facts.story.symptoms,
    ),
  ];
}

function suspicion(facts: Facts): Sentence {
  const suspect = firstSuspect(facts);
  if (suspect === null)
    return say('No deploy or config change was found before it that there is reason to suspect.', {
      by: facts.story.last,
    });
  const when = offset(suspect.at, facts.started.at, 'the first symptom');
  return say(
    `${capital(describeChange(suspect))}, ${when}, is the change to look at first; that is a suspicion, not a finding.`,
    suspect,
    facts.started,
  );
}

function outcome(facts: Facts): Sentence {
  const { resolved, started, story } = facts;
  if (story.mergedInto !== null)
    return say('It was merged into another incident, where it goes on.', story.mergedInto);
  if (resolved === null) return say('It was not resolved when this draft was made.', { by: story.last });
  return say(
    `The incident was resolved at ${minute(resolved.at, started.at)}${reasonOf(resolved)}.`,
    resolved,
  );
}

export const summary: SectionWriter = {
  heading: 'Summary',
  prompts: ['Say in two sentences, for somebody who was not there, what users could not do.'],
  write: ({ facts }) => [reach(facts), ...beginning(facts), suspicion(facts), outcome(facts)],
};
