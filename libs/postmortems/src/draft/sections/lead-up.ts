import { type Change } from '../../story/story.js';
import { describeChangeBy, offset } from '../describe.js';
import { type Facts } from '../facts.js';
import { type SectionWriter } from '../section.js';
import { type Sentence, say } from '../sentence.js';
import { capital, clock, count, strength } from '../words.js';

const shown = 10;

function suspect(change: Change, place: number, facts: Facts): Sentence {
  const { detected, started } = facts;
  const reference = detected.alert === null ? started.at : detected.at;
  const name = detected.alert === null ? 'the first symptom' : 'the first alert';
  const standing =
    change.score === 0
      ? 'no suspicion recorded'
      : `suspect ${place}, ${strength(change.score)} (${change.score.toFixed(2)})`;
  return say(
    `${capital(offset(change.at, reference, name))}, at ${clock(change.at, started.at)} UTC: ${describeChangeBy(change)}; ${standing}.`,
    change,
    detected,
  );
}

function none(facts: Facts): Sentence {
  return say('The incident knows of no deploy or config change before its first symptom.', facts.started, {
    by: facts.story.last,
  });
}

function more(facts: Facts): readonly Sentence[] {
  const [first, ...rest] = facts.before.slice(shown);
  if (first === undefined) return [];
  return [
    say(
      `${count(rest.length + 1, 'further change')} came before it with less reason to suspect.`,
      first,
      ...rest,
    ),
  ];
}

export const leadUp: SectionWriter = {
  heading: 'Lead-up',
  prompts: [
    'For each suspect: confirmed or rejected, and by what?',
    'What else was going on that no system reports (traffic, campaigns, maintenance, a provider)?',
  ],
  write: ({ facts }) =>
    facts.before.length === 0
      ? [none(facts)]
      : [
          ...facts.before.slice(0, shown).map((change, index) => suspect(change, index + 1, facts)),
          ...more(facts),
        ],
};
