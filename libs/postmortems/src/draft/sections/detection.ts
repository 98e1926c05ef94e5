import { type Symptom } from '../../story/story.js';
import { describeSymptom } from '../describe.js';
import { type Facts } from '../facts.js';
import { type SectionWriter } from '../section.js';
import { type Sentence, say, sayOf } from '../sentence.js';
import { clock, count, list, span } from '../words.js';

function first(facts: Facts): Sentence {
  const { detected, firstSymptom, started } = facts;
  if (detected.alert === null)
    return say('No alert fired: the incident was opened from log lines alone.', facts.story.opened);
  const when = clock(detected.at, started.at);
  const gap = detected.at - started.at;
  if (firstSymptom === null || gap <= 0)
    return say(
      `The first symptom was itself an alert, ${detected.alert.name} of ${detected.alert.service}, at ${when} UTC.`,
      detected,
    );
  return say(
    `The first alert, ${detected.alert.name} of ${detected.alert.service}, fired at ${when} UTC, ${span(gap)} after the first symptom (${describeSymptom(firstSymptom)}).`,
    detected,
    firstSymptom,
  );
}

/** The kinds of alert in the order in which they began to fire. */
function firing(facts: Facts): readonly Sentence[] {
  const kinds = new Map<string, Symptom>();
  for (const alert of facts.alerts) {
    const name = `${alert.name} of ${alert.service}`;
    if (!kinds.has(name)) kinds.set(name, alert);
  }
  if (kinds.size < 2) return [];
  return sayOf(`What fired, in order: ${list([...kinds.keys()], 10)}.`, [...kinds.values()]);
}

function silent(facts: Facts): readonly Sentence[] {
  const hits = facts.services.filter((hit) => hit.symptoms.every((symptom) => symptom.kind === 'log'));
  const names = list(hits.map((hit) => hit.service));
  return sayOf(
    `Only log lines told of ${names}: no alert fired there.`,
    hits.map((hit) => hit.symptoms[0]),
  );
}

function late(facts: Facts): readonly Sentence[] {
  const behind = facts.story.symptoms.filter((symptom) => symptom.latenessMs > 0);
  const worst = Math.max(0, ...behind.map((symptom) => symptom.latenessMs));
  const sources = [...new Set(behind.map((symptom) => symptom.source))];
  const came = behind.length === 1 ? 'came' : 'came, the latest one';
  return sayOf(
    `${count(behind.length, 'signal')} from ${list(sources)} ${came} ${span(worst)} late.`,
    behind,
  );
}

export const detection: SectionWriter = {
  heading: 'Detection',
  prompts: [
    'Did a person or a customer know before the first alert did?',
    'What would have halved the time to detect?',
  ],
  write: ({ facts }) => [first(facts), ...firing(facts), ...silent(facts), ...late(facts)],
};
