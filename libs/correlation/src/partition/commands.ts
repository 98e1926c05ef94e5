import { type EngineCommand, type MergeIncidents } from '@throughline/incidents';
import { type Decision } from '../engine.js';

type IncidentDecision = Exclude<Decision, { readonly type: 'unincidented' | 'forget' | 'merge' }>;

const by = 'engine' as const;

/** The command to an incident's decider that a decision of the engine amounts to. */
export function commandOf(decision: IncidentDecision): EngineCommand {
  const { at } = decision;
  switch (decision.type) {
    case 'open': {
      const { onsetAt, severity, members, score, threshold, reasons, recurrenceOf } = decision;
      return {
        type: 'OpenIncident',
        at,
        onsetAt,
        severity,
        members,
        score,
        threshold,
        reasons,
        recurrenceOf,
      };
    }
    case 'join':
      return { type: 'CorrelateSignals', at, members: decision.members };
    case 'join-late':
      return { type: 'CorrelateLateSignal', at, member: decision.member, latenessMs: decision.latenessMs };
    case 'repeat':
      return { type: 'RepeatSignals', at, repeats: decision.repeats };
    case 'episodes-resolved':
      return { type: 'ResolveEpisodes', at, members: decision.members };
    case 'severity':
      return { type: 'ChangeSeverity', at, by, severity: decision.severity, reason: decision.reason };
    case 'suspects':
      return { type: 'RankSuspects', at, changes: decision.changes, services: decision.services };
    case 'mitigate':
      return { type: 'MitigateIncident', at, by, reason: decision.reason };
    case 'resolve':
      return { type: 'ResolveIncident', at, by, reason: decision.reason };
    case 'reopen':
      return { type: 'ReopenIncident', at, by, reason: decision.reason };
  }
}

export const mergeCommandOf = (decision: Extract<Decision, { readonly type: 'merge' }>): MergeIncidents => ({
  type: 'MergeIncidents',
  at: decision.at,
  by,
  absorbedIds: [decision.absorbedId],
  members: decision.members,
  evidence: decision.evidence,
});

/** The signal that tipped a decision, when it names its signals. */
export function tippedBy(decision: Decision): string | undefined {
  switch (decision.type) {
    case 'open':
    case 'join':
    case 'episodes-resolved':
      return decision.members.at(-1)?.signalId;
    case 'join-late':
      return decision.member.signalId;
    case 'repeat':
      return decision.repeats.at(-1)?.signalIds.at(-1);
    default:
      return undefined;
  }
}
