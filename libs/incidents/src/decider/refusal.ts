/** Why a command was refused. Stable: the API answers with it. */
export type RefusalCode =
  | 'incident-not-found'
  | 'incident-exists'
  | 'incident-merged'
  | 'already-acknowledged'
  | 'already-mitigated'
  | 'already-resolved'
  | 'not-closed'
  | 'severity-unchanged'
  | 'suspects-unchanged'
  | 'decided-by-person'
  | 'no-evidence'
  | 'nothing-to-merge'
  | 'merge-with-itself'
  | 'nothing-to-split'
  | 'too-many-split-signals'
  | 'empty-note'
  | 'note-too-long';

/** A command that the incident's rules do not allow now. A value, not thrown: the state is as it was. */
export class IncidentRefusal extends Error {
  override readonly name = 'IncidentRefusal';
  constructor(
    readonly code: RefusalCode,
    message: string,
  ) {
    super(message);
  }
}

export const refuse = (code: RefusalCode, message: string): IncidentRefusal =>
  new IncidentRefusal(code, message);

export const isRefusal = (outcome: unknown): outcome is IncidentRefusal =>
  outcome instanceof Error && outcome.name === 'IncidentRefusal';
