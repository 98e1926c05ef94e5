import { type IncidentFact } from '@throughline/contracts';
import { incidentEvents, type IncidentState } from '@throughline/incidents';
import {
  type LateSignal,
  type PartitionEffects,
  type RecordedDecision,
  type StreamAppend,
} from './effects.js';

/** Whose events they are. */
export interface ScopeOwner {
  readonly scope: string;
  readonly tenant: string;
  readonly environment: string;
}

export interface Cause {
  readonly occurredAt: number;
  readonly recordedAt: number;
  readonly causationId: string;
  readonly policyVersion: string;
}

/** Collects what one entry of the log makes happen. */
export class Ledger implements PartitionEffects {
  readonly unincidented: RecordedDecision[] = [];
  readonly late: LateSignal[] = [];
  private readonly streams = new Map<string, StreamAppend>();

  get events(): readonly StreamAppend[] {
    return [...this.streams.values()];
  }

  /** Adds facts to a stream whose state before them is given. */
  append(
    owner: ScopeOwner,
    streamId: string,
    before: IncidentState,
    facts: readonly IncidentFact[],
    cause: Cause,
  ): void {
    if (facts.length === 0) return;
    const { occurredAt, recordedAt, causationId, policyVersion } = cause;
    const metadata = { actor: 'engine', causationId, correlationId: streamId, policyVersion };
    const placement = { ...owner, streamId, version: before.version, occurredAt, recordedAt, metadata };
    this.streamOf(owner, streamId, before.version).facts.push(...incidentEvents(facts, placement));
  }

  private streamOf(
    { scope, tenant, environment }: ScopeOwner,
    streamId: string,
    expectedVersion: number,
  ): StreamAppend {
    const known = this.streams.get(streamId);
    if (known !== undefined) return known;
    const stream = { streamId, tenant, environment, scope, expectedVersion, facts: [] };
    this.streams.set(streamId, stream);
    return stream;
  }
}
