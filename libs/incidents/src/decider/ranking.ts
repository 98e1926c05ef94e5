import { type IncidentFact } from '@throughline/contracts';
import { type ByType } from '../by-type.js';
import { limits } from '../limits.js';
import { type ChangeSeverity, type RankSuspects } from './commands.js';
import { type IncidentRefusal, refuse } from './refusal.js';
import { type IncidentState, suspectsDigest } from './state.js';

function changeSeverity(
  { severity, reason, by }: ChangeSeverity,
  state: IncidentState,
): readonly IncidentFact[] | IncidentRefusal {
  if (state.severity === null || state.severity === severity)
    return refuse('severity-unchanged', `The severity is ${severity} already.`);
  if (by === 'engine' && state.severityBy === 'person')
    return refuse('decided-by-person', 'Somebody set the severity.');
  return [{ type: 'SeverityChanged', data: { from: state.severity, to: severity, reason, by } }];
}

function rankSuspects(
  command: RankSuspects,
  state: IncidentState,
): readonly IncidentFact[] | IncidentRefusal {
  const ranking = {
    changes: command.changes.slice(0, limits.suspects),
    services: command.services.slice(0, limits.suspects),
  };
  const unchanged =
    state.suspects === null
      ? ranking.changes.length + ranking.services.length === 0
      : suspectsDigest(ranking) === state.suspects;
  if (unchanged) return refuse('suspects-unchanged', 'The ranking is the one that is known.');
  return [{ type: 'SuspectsRanked', data: ranking }];
}

/** How bad it is and what is suspected. */
export const ranking: ByType<
  ChangeSeverity | RankSuspects,
  [IncidentState],
  readonly IncidentFact[] | IncidentRefusal
> = { ChangeSeverity: changeSeverity, RankSuspects: rankSuspects };
