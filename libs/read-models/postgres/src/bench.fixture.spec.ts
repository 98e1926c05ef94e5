import {
  type ChangeSuspect,
  type Evidence,
  type IncidentEvent,
  type IncidentFact,
  type MemberSignal,
} from '@throughline/contracts';
import { PostgresEventStore } from '@throughline/event-store-postgres';
import { derivedId } from '@throughline/identity';
import { incidentEvents } from '@throughline/incidents';
import { createPool, inTransaction } from '@throughline/storage';
import { type TestScope, useTestScope } from '@throughline/testing';
import type pg from 'pg';
import { type Projected, projectEvents } from './write/project-events.js';

export const t0 = Date.UTC(2026, 0, 1, 12, 0, 0);
export const tenant = 'acme';
export const idOf = (name: string): string => derivedId('test', name);
export const evidence: Evidence = { kind: 'same-service', weight: 0.6, stance: 'for', text: 'Same service.' };

export const member = (name: string, more: Partial<MemberSignal> = {}): MemberSignal => ({
  signalId: idOf(name),
  kind: 'alert',
  service: 'checkout',
  source: 'prometheus',
  fingerprint: `fp-${name}`,
  name: 'HighErrorRate',
  summary: 'Error rate above 5 %',
  severity: 'error',
  status: 'firing',
  occurredAt: t0,
  receivedAt: t0 + 1000,
  score: 0.8,
  evidence: [evidence],
  ...more,
});

export const opened = (
  members: MemberSignal[],
  severity: MemberSignal['severity'] = 'error',
): IncidentFact => ({
  type: 'IncidentOpened',
  data: {
    onsetAt: t0,
    severity: severity ?? 'error',
    members,
    score: 1.2,
    threshold: 1,
    reasons: [evidence],
    recurrenceOf: null,
  },
});

export const joined = (...members: MemberSignal[]): IncidentFact => ({
  type: 'SignalsCorrelated',
  data: { members },
});

export const repeated = (fingerprint: string, ...names: string[]): IncidentFact => ({
  type: 'SignalsRepeated',
  data: { repeats: [{ fingerprint, signalIds: names.map(idOf), lastSeenAt: t0 + 5000 }] },
});

export const split = (to: string, ...names: string[]): IncidentFact => ({
  type: 'IncidentSplit',
  data: { newIncidentId: idOf(to), signalIds: names.map(idOf), by: 'person' },
});

export const mergedInto = (survivor: string): IncidentFact => ({
  type: 'IncidentMergedInto',
  data: { survivorId: idOf(survivor), by: 'engine' },
});

export const merged = (absorbed: string, ...members: MemberSignal[]): IncidentFact => ({
  type: 'IncidentsMerged',
  data: { absorbedIds: [idOf(absorbed)], members, evidence: [evidence], by: 'engine' },
});

export const suspected = (name: string): IncidentFact => ({
  type: 'SuspectsRanked',
  data: {
    changes: [
      {
        signalId: idOf(name),
        changeId: name,
        kind: 'deploy',
        service: 'checkout',
        title: `checkout ${name}`,
        actor: 'sara',
        occurredAt: t0 - 300_000,
        score: 0.9,
        evidence: [evidence],
      } satisfies ChangeSuspect,
    ],
    services: [],
  },
});

export const resolved: IncidentFact = {
  type: 'IncidentResolved',
  data: { by: 'engine', reason: 'Quiet', at: t0 + 60_000 },
};

export interface Where {
  readonly tenant?: string;
  readonly environment?: string;
  /** Event time of the first event; the others follow a second apart. */
  readonly at?: number;
}

/** A database of its own, its event store, and the projector's work done by hand. */
export class ReadModelBench {
  private constructor(
    private readonly scope: TestScope,
    readonly pool: pg.Pool,
    readonly store: PostgresEventStore,
  ) {}

  static async open(): Promise<ReadModelBench> {
    const scope = await useTestScope();
    const pool = createPool({ databaseUrl: scope.databaseUrl, applicationName: 'read models test' });
    return new ReadModelBench(scope, pool, new PostgresEventStore(pool));
  }

  async close(): Promise<void> {
    await this.pool.end();
    await this.scope.cleanup();
  }

  /** Appends facts to an incident's stream; its name tells its id. */
  async append(name: string, facts: readonly IncidentFact[], where: Where = {}): Promise<IncidentEvent[]> {
    const streamId = idOf(name);
    const version = (await this.store.readStream(streamId)).length;
    const given = facts.flatMap((fact, index) =>
      incidentEvents([fact], {
        streamId,
        version: version + index,
        tenant: where.tenant ?? tenant,
        environment: where.environment ?? 'production',
        scope: 'acme/production',
        occurredAt: (where.at ?? t0) + (version + index) * 1000,
        recordedAt: (where.at ?? t0) + (version + index) * 1000 + 500,
        metadata: { actor: 'engine', causationId: 'cause', correlationId: streamId, policyVersion: 'p1' },
      }),
    );
    return [...(await this.store.append<IncidentFact>(streamId, 'incident', version, given))];
  }

  project(events: readonly IncidentEvent[]): Promise<Projected> {
    return inTransaction(this.pool, (client) => projectEvents(client, this.store, events));
  }

  async tell(name: string, facts: readonly IncidentFact[], where: Where = {}): Promise<IncidentEvent[]> {
    const events = await this.append(name, facts, where);
    await this.project(events);
    return events;
  }

  async clear(): Promise<void> {
    await this.pool.query(
      'truncate events, incidents, timeline_entries, incident_signals, services_seen, signals, signal_decisions',
    );
  }
}
