import { type Change, type Symptom } from '../../story/story.js';
import { describeChangeBy, doer, offset, reasonOf } from '../describe.js';
import { type Facts } from '../facts.js';
import { type SectionWriter } from '../section.js';
import { type Sentence, say, sayOf } from '../sentence.js';
import { capital, clock, count, list } from '../words.js';

const shown = 8;

function change(item: Change, facts: Facts): Sentence {
  const { started, story } = facts;
  const [recovered] = story.recoveries.filter((recovery) => recovery.at >= item.at);
  const before =
    recovered === undefined ? '' : `, ${offset(item.at, recovered.at, 'the next alert was resolved')}`;
  const text = `${capital(describeChangeBy(item))} was made at ${clock(item.at, started.at)} UTC, ${offset(item.at, started.at, 'the first symptom')}${before}.`;
  return recovered === undefined ? say(text, item, started) : say(text, item, started, recovered);
}

const names = (alerts: readonly Symptom[]): string =>
  list([...new Set(alerts.map((alert) => `${alert.name} of ${alert.service}`))], 6);

function recoveries(facts: Facts): readonly Sentence[] {
  const { recoveries: over } = facts.story;
  const first = over[0];
  const last = over.at(-1);
  if (first === undefined || last === undefined) return [];
  const day = facts.started.at;
  if (over.length === 1)
    return [say(`The alert ${names(over)} was resolved at ${clock(first.at, day)} UTC.`, first)];
  return [
    say(
      `${count(over.length, 'alert')} were resolved between ${clock(first.at, day)} and ${clock(last.at, day)} UTC: ${names(over)}.`,
      ...(over as [Symptom, ...Symptom[]]),
    ),
  ];
}

function open(facts: Facts): readonly Sentence[] {
  const still = facts.unresolvedAlerts;
  const was = still.length === 1 ? 'was' : 'were';
  return sayOf(`${count(still.length, 'alert')} ${was} never reported resolved: ${names(still)}.`, still);
}

function declared(facts: Facts): readonly Sentence[] {
  const { mitigated, resolved, started } = facts;
  return [
    ...(mitigated === null
      ? []
      : [
          say(
            `${doer(mitigated)} declared it mitigated at ${clock(mitigated.at, started.at)} UTC${reasonOf(mitigated)}.`,
            mitigated,
          ),
        ]),
    ...(resolved === null
      ? [say('It was not resolved when this draft was made.', { by: facts.story.last })]
      : [
          say(
            `${doer(resolved)} declared it resolved at ${clock(resolved.at, started.at)} UTC${reasonOf(resolved)}.`,
            resolved,
          ),
        ]),
  ];
}

function nothing(facts: Facts): readonly Sentence[] {
  return facts.during.length > 0
    ? []
    : [
        say(
          'The incident knows of no deploy or config change after the first symptom: what brought the recovery is not in the events.',
          { by: facts.story.last },
        ),
      ];
}

export const resolution: SectionWriter = {
  heading: 'Resolution and recovery',
  prompts: [
    'Which of these steps helped, which did not, and how did the responders choose them?',
    'Which steps were taken that no system reported?',
  ],
  write: ({ facts }) => [
    ...facts.during.slice(0, shown).map((item) => change(item, facts)),
    ...nothing(facts),
    ...recoveries(facts),
    ...open(facts),
    ...declared(facts),
  ],
};
