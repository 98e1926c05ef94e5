/**
 * Drafts the post-mortem of an incident that has none yet. The post-mortem service provides it where both run in one process; without it
 * the API gives what is there.
 */
export interface DraftOnDemand {
  /** Resolves when the draft is stored, or when there is nothing to draft from. Doing it again changes nothing. */
  draft(tenant: string, incidentId: string): Promise<void>;
}

export const DRAFT_ON_DEMAND = Symbol('throughline.api.draft-on-demand');
