import { type Membership, type SignalDecision, type SignalStory } from '@throughline/read-models-postgres';

const number = (value: number): string => value.toFixed(2);

const joined: Readonly<Record<Membership['role'], string>> = {
  member: 'It belongs to incident',
  late: 'It arrived late and belongs to incident',
  resolution: 'It reports that an episode is over, in incident',
  repeat: 'It repeats an episode of incident',
};

const left: Readonly<Record<string, (decision: SignalDecision) => string>> = {
  candidate: ({ score, threshold }) =>
    `It is in no incident: the evidence adds up to ${number(score)} and ${number(threshold)} is needed.`,
  change: () => 'It is in no incident: a change is kept to be ranked as a suspect of incidents near it.',
  'beyond-lateness': () =>
    'It is in no incident: it arrived later than the policy lets signals correlate, and was recorded only.',
  suppressed: () => 'It is in no incident: a suppression rule of the policy matches it.',
  context: () => 'It is in no incident: a log line of this level is context, not a symptom.',
};

const because = ({ evidence }: Membership): string => {
  const [best] = [...evidence].sort((a, b) => b.weight - a.weight);
  return best === undefined ? '.' : `: ${best.text.replace(/\.$/, '')}.`;
};

const place = (membership: Membership): string => {
  const { incidentId, toldBy } = membership;
  const before = toldBy === incidentId ? '' : `, into which ${toldBy} was merged`;
  return `${joined[membership.role]} ${incidentId}${before}${because(membership)}`;
};

type Whereabouts = Pick<SignalStory, 'membership' | 'formerly' | 'decision'>;

/** Which incident and why, or why none, in one sentence. */
export const explain = ({ membership, formerly, decision }: Whereabouts): string => {
  if (membership !== null) return place(membership);
  if (decision !== null)
    return left[decision.outcome]?.(decision) ?? `It is in no incident: ${decision.outcome}.`;
  const [moved] = formerly;
  if (moved !== undefined)
    return `It was moved out of incident ${moved.incidentId} into ${moved.movedTo ?? 'none'}.`;
  return 'It is not decided yet: it is held back so that disorder is put right, for some seconds as a rule.';
};
