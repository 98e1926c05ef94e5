import { type Evidence } from '@throughline/contracts';
import { type Change, type Origin } from '../../story/story.js';
import { describeChange } from '../describe.js';
import { type Facts } from '../facts.js';
import { type SectionWriter } from '../section.js';
import { type Cited, type Sentence, say } from '../sentence.js';
import { capital, stopped, strength } from '../words.js';

const shownHypotheses = 3;
const shownReasons = 5;

interface Hypothesis extends Cited {
  readonly text: string;
  readonly score: number;
  readonly evidence: readonly Evidence[];
}

const ofChange = (change: Change): Hypothesis => ({
  ...change,
  text: `${describeChange(change)} contributed`,
});
const ofService = (origin: Origin): Hypothesis => ({
  ...origin,
  text: `the failure began in ${origin.service} and spread from there`,
});

function reasons(hypothesis: Hypothesis, stance: Evidence['stance'], label: string): readonly Sentence[] {
  return hypothesis.evidence
    .filter((item) => item.stance === stance)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, shownReasons)
    .map((item) => say(`${label} (${strength(item.weight)}): ${stopped(item.text)}`, hypothesis));
}

function argue(hypothesis: Hypothesis, index: number): readonly Sentence[] {
  const against = reasons(hypothesis, 'against', 'Against');
  return [
    say(
      `Hypothesis ${index + 1}: ${hypothesis.text}; the case for it is ${strength(hypothesis.score)} (${hypothesis.score.toFixed(2)}).`,
      hypothesis,
    ),
    ...reasons(hypothesis, 'for', 'For'),
    ...(against.length > 0
      ? against
      : [say('Against: nothing in the events; look for what would disprove it.', hypothesis)]),
  ];
}

/** What is this much weaker than the best is left to the lead-up. */
const worthArguing = 0.25;

function ranked(facts: Facts): readonly Hypothesis[] {
  const changes = facts.before.filter((change) => change.score > 0).slice(0, shownHypotheses);
  const origins = facts.story.origins.slice(0, shownHypotheses);
  const all = [...changes.map(ofChange), ...origins.map(ofService)].sort((a, b) => b.score - a.score);
  return all.filter((hypothesis) => hypothesis.score >= worthArguing * (all[0]?.score ?? 0));
}

/** An outage has several conditions; what the events rank is at most where to look. */
function caution(facts: Facts, hypotheses: readonly Hypothesis[]): Sentence {
  const [first, ...rest] = hypotheses;
  if (first === undefined)
    return say('The events support no hypothesis: neither a change nor a service stands out.', {
      by: facts.story.last,
    });
  return say(
    `${capital(hypotheses.length === 1 ? 'this hypothesis is' : 'these hypotheses are')} ranked by evidence and may hold together; what made the failure possible, spread it or hid it is not in the events.`,
    first,
    ...rest,
  );
}

export const contributingFactors: SectionWriter = {
  heading: 'Contributing factors',
  prompts: [
    'Which hypotheses hold, and by what test or data do you know?',
    'What made it possible, what made it worse, what kept it from being seen earlier? Expect several answers.',
  ],
  write: ({ facts }) => {
    const hypotheses = ranked(facts);
    return [...hypotheses.flatMap(argue), caution(facts, hypotheses)];
  },
};
