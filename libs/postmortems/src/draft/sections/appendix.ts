import { type Facts } from '../facts.js';
import { type SectionWriter } from '../section.js';
import { type Sentence, say, sayOf } from '../sentence.js';
import { count, list, unstopped } from '../words.js';

const ends = (facts: Facts): readonly [{ by: Facts['story']['first'] }, { by: Facts['story']['last'] }] => [
  { by: facts.story.first },
  { by: facts.story.last },
];

function range(facts: Facts): Sentence {
  const { story } = facts;
  return say(
    `Drafted from events 1 to ${story.version} of incident ${story.incidentId}; each sentence names the ones it stands on.`,
    ...ends(facts),
  );
}

function noise(facts: Facts): Sentence {
  const { alerts, logs, story } = facts;
  const repeats = story.repetitions.reduce((sum, item) => sum + item.count, 0);
  const resolved = story.recoveries.length;
  const total = alerts.length + logs.length + repeats + resolved;
  const parts = [
    count(alerts.length, 'distinct alert'),
    ...(logs.length > 0 ? [count(logs.length, 'log line')] : []),
    ...(repeats > 0 ? [count(repeats, 'repeat')] : []),
    ...(resolved > 0 ? [`${count(resolved, 'report')} that an alert was over`] : []),
  ];
  return say(
    `${count(total, 'alert or log signal', 'alert and log signals')} became one incident: ${list(parts)}.`,
    ...ends(facts),
  );
}

/** By which kinds of evidence its signals belong together, the commonest first. */
function correlation(facts: Facts): readonly Sentence[] {
  const kinds = new Map<string, number>();
  for (const { evidence } of facts.story.symptoms)
    for (const kind of new Set(evidence.map((item) => item.kind)))
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const told = [...kinds]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([kind, n]) => `${kind} (${n})`);
  if (told.length === 0) return [];
  return sayOf(
    `Its signals belong together by this evidence, with how many had it: ${list(told, 8)}.`,
    facts.story.symptoms,
  );
}

function opening(facts: Facts): readonly Sentence[] {
  const { opened } = facts.story;
  const why = opened.reasons.map((reason) => unstopped(reason.text)).join('; ');
  return why === '' ? [] : [say(`It became an incident because: ${why}.`, opened)];
}

function moved(facts: Facts): readonly Sentence[] {
  const { merges, splits, opened } = facts.story;
  return [
    ...merges.map((merge) =>
      say(`Merged into it: ${list(merge.incidentIds)}${merge.text === '' ? '' : ` (${merge.text})`}.`, merge),
    ),
    ...splits.map((split) =>
      say(`${count(split.signals, 'signal')} moved out of it to incident ${list(split.incidentIds)}.`, split),
    ),
    ...(opened.recurrenceOf === null
      ? []
      : [say(`It resembles the earlier incident ${opened.recurrenceOf}.`, opened)]),
  ];
}

function policies(facts: Facts): readonly Sentence[] {
  const used = facts.story.policies;
  return sayOf(
    `Decided under policy ${list(
      used.map((policy) => policy.version),
      6,
    )}.`,
    used,
  );
}

export const appendix: SectionWriter = {
  heading: 'Appendix',
  prompts: [],
  write: ({ facts }) => [
    noise(facts),
    ...opening(facts),
    ...correlation(facts),
    ...moved(facts),
    ...policies(facts),
    range(facts),
  ],
};
