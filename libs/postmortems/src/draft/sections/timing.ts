import { type Milestone, type Told } from '../../story/story.js';
import { describeSymptom, doer, reasonOf } from '../describe.js';
import { type Facts } from '../facts.js';
import { type SectionWriter } from '../section.js';
import { type Cited, type Sentence, say } from '../sentence.js';
import { clock, span } from '../words.js';

const latest = (facts: Facts): Cited => ({ by: facts.story.last });

function moment(facts: Facts, name: string, milestone: Milestone | null, how: string): Sentence {
  if (milestone === null) return say(`${name}: unknown; no event up to the last one says so.`, latest(facts));
  const when = clock(milestone.at, facts.started.at);
  return say(`${name}: ${when} UTC, ${how} ${doer(milestone)}${reasonOf(milestone)}.`, milestone);
}

/** The first alert that was over is no mitigation, but where to look for one. */
function notMitigated(facts: Facts): Sentence {
  const [first] = facts.story.recoveries;
  if (first === undefined) return moment(facts, 'Mitigated', null, '');
  const when = clock(first.at, facts.started.at);
  return say(
    `Mitigated: unknown; nobody declared it. The first alert was resolved at ${when} UTC.`,
    first,
    latest(facts),
  );
}

function started(facts: Facts): Sentence {
  const by =
    facts.firstSymptom === null ? 'the opening of the incident' : describeSymptom(facts.firstSymptom);
  return say(
    `Started: ${clock(facts.started.at, facts.started.at)} UTC at the latest, by the first symptom (${by}).`,
    facts.started,
  );
}

function detected(facts: Facts): Sentence {
  const { detected: found, started: begin } = facts;
  const what =
    found.alert === null
      ? 'no alert fired; Throughline opened the incident'
      : `by ${describeSymptom(found.alert)}`;
  return say(`Detected: ${clock(found.at, begin.at)} UTC, ${what}.`, found);
}

function duration(
  facts: Facts,
  name: string,
  from: Told,
  fromName: string,
  to: Told | null,
  toName: string,
): Sentence {
  if (to === null) return say(`${name}: unknown.`, from, latest(facts));
  if (to.at < from.at)
    return say(`${name}: none; ${toName} came ${span(from.at - to.at)} before ${fromName}.`, from, to);
  return say(`${name}: ${span(to.at - from.at)}, from ${fromName} to ${toName}.`, from, to);
}

function reopenings(facts: Facts): readonly Sentence[] {
  return facts.story.reopenings.map((reopening) =>
    say(
      `Reopened: ${clock(reopening.at, facts.started.at)} UTC, by ${doer(reopening)}${reasonOf(reopening)}.`,
      reopening,
    ),
  );
}

export const timing: SectionWriter = {
  heading: 'Timing',
  prompts: ['Correct what the events could not know: when it really began, when the effect ended for users.'],
  write: ({ facts }) => [
    started(facts),
    detected(facts),
    moment(facts, 'Acknowledged', facts.acknowledged, 'by'),
    facts.mitigated === null
      ? notMitigated(facts)
      : moment(facts, 'Mitigated', facts.mitigated, 'declared by'),
    moment(facts, 'Resolved', facts.resolved, 'declared by'),
    ...reopenings(facts),
    duration(facts, 'Time to detect', facts.started, 'start', facts.detected, 'detection'),
    duration(
      facts,
      'Time to acknowledge',
      facts.detected,
      'detection',
      facts.acknowledged,
      'acknowledgement',
    ),
    duration(facts, 'Time to mitigate', facts.started, 'start', facts.mitigated, 'mitigation'),
    duration(facts, 'Time to resolve', facts.started, 'start', facts.resolved, 'resolution'),
  ],
};
