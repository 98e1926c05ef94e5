import { type Evidence } from '@throughline/contracts';

/** Kinds of evidence, by what they are told of. */
export type EvidenceKind =
  | 'founding'
  | 'same-fingerprint'
  | 'same-service'
  | 'dependency'
  | 'named-edge'
  | 'same-node'
  | 'bridge'
  | 'live-session'
  | 'onset-wave'
  | 'chronic'
  | 'time-apart'
  | 'breadth'
  | 'novelty'
  | 'severity'
  | 'resolves'
  | 'time-before-onset'
  | 'changed-service'
  | 'new-version'
  | 'own-alerts'
  | 'explains-callers'
  | 'explained-by-dependency'
  | 'recent-change'
  | 'suspicion'
  | 'lateness'
  | 'suppressed'
  | 'context';

const round = (value: number): number => Math.round(Math.min(1, Math.max(0, value)) * 10_000) / 10_000;

export const speaksFor = (kind: EvidenceKind, weight: number, text: string): Evidence => ({
  kind,
  weight: round(weight),
  stance: 'for',
  text,
});

export const speaksAgainst = (kind: EvidenceKind, weight: number, text: string): Evidence => ({
  kind,
  weight: round(weight),
  stance: 'against',
  text,
});

/**
 * Noisy-or: each reason for could suffice alone, each reason against could refute alone, independently of the others.
 * `(1 − Π(1 − w_for)) · Π(1 − w_against)`; Pearl, Probabilistic Reasoning in Intelligent Systems, 1988, section 4.3.2.
 */
export function combine(evidence: readonly Evidence[]): number {
  let doubt = 1;
  let spared = 1;
  for (const { stance, weight } of evidence) {
    if (stance === 'for') doubt *= 1 - weight;
    else spared *= 1 - weight;
  }
  return round((1 - doubt) * spared);
}
