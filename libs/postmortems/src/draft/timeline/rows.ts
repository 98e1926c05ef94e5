import { type Change, type Milestone, type Symptom } from '../../story/story.js';
import { describeChangeBy, describeSymptom, doer, reasonOf } from '../describe.js';
import { bySeverity, type Facts } from '../facts.js';
import { capital, count, list, quoted, span, stopped } from '../words.js';
import { type Row } from './row.js';

const withNote = (text: string, note: string): string =>
  stopped(note === '' ? text : `${text}: ${quoted(note)}`);

/** What a person said is quoted; the engine's reason is not speech. */
const withReason = (item: Milestone, text: string): string =>
  item.person ? withNote(text, item.text) : stopped(`${text}${reasonOf(item)}`);

const milestone = (item: Milestone, text: string): Row => ({
  at: item.at,
  version: item.version,
  by: item.by,
  text: withReason(item, text),
  folded: null,
  key: true,
});

function changeRow(change: Change, facts: Facts): Row {
  const place = facts.before.filter((item) => item.score > 0).indexOf(change);
  const standing = place < 0 ? '' : `; suspect ${place + 1}`;
  return { ...change, text: `${capital(describeChangeBy(change))}${standing}.`, folded: null, key: true };
}

function symptomText(symptom: Symptom): string {
  const late = symptom.latenessMs > 0 ? ` (arrived ${span(symptom.latenessMs)} late)` : '';
  const summary =
    symptom.kind === 'log' || symptom.summary === '' || symptom.summary === symptom.name
      ? ''
      : `: ${quoted(symptom.summary)}`;
  return stopped(`${capital(describeSymptom(symptom))}, ${symptom.severity}${late}${summary}`);
}

/** Key: the first symptom of a service, the first alert of all, and the first critical one of each name; the rest may fold. */
function symptomRows(facts: Facts): readonly Row[] {
  const known = new Set<string>();
  const fresh = (key: string): boolean => !known.has(key) && known.add(key).size > 0;
  return facts.story.symptoms.map((symptom) => {
    const firsts = [
      fresh(`service ${symptom.service}`),
      symptom.kind === 'alert' && fresh('alert'),
      symptom.severity === 'critical' && fresh(`critical ${symptom.service} ${symptom.name}`),
    ];
    const folded = { kind: symptom.kind, service: symptom.service, amount: 1 };
    return { ...symptom, text: symptomText(symptom), folded, key: firsts.includes(true) };
  });
}

function repeatRows(facts: Facts): readonly Row[] {
  const serviceOf = new Map(facts.story.symptoms.map((symptom) => [symptom.fingerprint, symptom.service]));
  return facts.story.repetitions.map((item) => {
    const service = serviceOf.get(item.fingerprint) ?? null;
    const of = service === null ? '' : ` of ${service}`;
    return {
      ...item,
      text: `${count(item.count, 'repeat')}${of}.`,
      folded: { kind: 'repeat', service, amount: item.count },
      key: false,
    };
  });
}

/** Key: the first alert that was over, and the last. */
function recoveryRows(facts: Facts): readonly Row[] {
  const { recoveries } = facts.story;
  return recoveries.map((recovery, index) => {
    const ends = index === 0 || index === recoveries.length - 1;
    return {
      ...recovery,
      text: withNote(
        `Alert ${recovery.name} of ${recovery.service} resolved`,
        recovery.summary === recovery.name ? '' : recovery.summary,
      ),
      folded: { kind: 'recovery', service: recovery.service, amount: 1 },
      key: ends,
    };
  });
}

function severityRows(facts: Facts): readonly Row[] {
  return facts.story.severities.map((step) => {
    const moved = bySeverity(step.to, step.from) < 0 ? 'raised' : 'lowered';
    return milestone(step, `Severity ${moved} from ${step.from} to ${step.to} by ${doer(step)}`);
  });
}

function lifeRows(facts: Facts): readonly Row[] {
  const { story } = facts;
  return [
    ...story.acknowledgements.map((item) => milestone(item, `Acknowledged by ${item.actor}`)),
    ...story.mitigations.map((item) => milestone(item, `Mitigated, declared by ${doer(item)}`)),
    ...story.resolutions.map((item) => milestone(item, `Resolved, declared by ${doer(item)}`)),
    ...story.reopenings.map((item) => milestone(item, `Reopened by ${doer(item)}`)),
    ...story.merges.map((item) =>
      milestone(item, `Merged with incident ${list(item.incidentIds)} by ${doer(item)}`),
    ),
    ...story.splits.map((item) =>
      milestone(
        item,
        `${count(item.signals, 'signal')} moved to incident ${list(item.incidentIds)} by ${doer(item)}`,
      ),
    ),
    ...(story.mergedInto === null
      ? []
      : [milestone(story.mergedInto, `Merged into incident ${list(story.mergedInto.incidentIds)}`)]),
    ...story.notes.map((item) => milestone(item, `Note by ${item.actor}`)),
  ];
}

/** Every row of the timeline, unordered. */
export const allRows = (facts: Facts): readonly Row[] => [
  ...facts.story.changes.map((change) => changeRow(change, facts)),
  ...symptomRows(facts),
  ...repeatRows(facts),
  ...recoveryRows(facts),
  ...severityRows(facts),
  ...lifeRows(facts),
];
