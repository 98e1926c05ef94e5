import { type IncidentFact, type Signal } from '@throughline/contracts';
import { PostgresEventStore } from '@throughline/event-store-postgres';
import { projectEvents } from '@throughline/read-models-postgres';
import { createPool, inTransaction } from '@throughline/storage';
import { type Pool } from 'pg';
import { decision, document, signalOf, stories } from './story.spec-support.js';

/** Signals that the tests ask for; the first five are the resolved incident's. */
const signals = [
  ...['a', 'b', 'c', 'late', 'again', 'alone', 'undecided'].map((name) => signalOf(name)),
  signalOf('foreign', 'acme'),
];

const insertSignal = (pool: Pool, signal: Signal, offset: number): Promise<unknown> =>
  pool.query(
    `insert into signals (id, tenant, environment, scope, kind, service, source, name, severity, fingerprint, occurred_at, received_at,
                          log_partition, log_offset, origin_topic, origin_partition, origin_offset, lateness_ms, payload)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, to_timestamp($11 / 1000.0), to_timestamp($12 / 1000.0), 0, $13, $14, 0, $13, null, $15)`,
    [
      signal.id,
      signal.tenant,
      signal.environment,
      signal.scope,
      signal.kind,
      signal.service,
      signal.source,
      signal.name,
      signal.severity,
      signal.fingerprint,
      signal.occurredAt,
      signal.receivedAt,
      offset,
      signal.origin.topic,
      signal,
    ],
  );

const insertDecision = (pool: Pool, { id, tenant, scope }: Signal): Promise<unknown> =>
  pool.query(
    `insert into signal_decisions (signal_id, tenant, scope, outcome, score, threshold, evidence, candidates, policy_version, decided_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, to_timestamp($10 / 1000.0))`,
    [
      id,
      tenant,
      scope,
      decision.outcome,
      decision.score,
      decision.threshold,
      JSON.stringify(decision.evidence),
      JSON.stringify(decision.candidates),
      decision.policyVersion,
      decision.decidedAt,
    ],
  );

const insertDocument = (pool: Pool): Promise<unknown> =>
  pool.query(
    `insert into postmortem_documents (id, incident_id, tenant, environment, scope, version, incident_version, reason, title, sections, drafted_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, to_timestamp($11 / 1000.0), to_timestamp($12 / 1000.0))`,
    [
      document.id,
      document.incidentId,
      document.tenant,
      document.environment,
      document.scope,
      document.version,
      document.incidentVersion,
      document.reason,
      document.title,
      JSON.stringify(document.sections),
      document.draftedAt,
      document.updatedAt,
    ],
  );

/** Tells the story to the event store and the projector's own code; what other services write is inserted as they do. */
export const seed = async (databaseUrl: string): Promise<void> => {
  const pool = createPool({ databaseUrl, applicationName: 'throughline-test', max: 2 });
  try {
    const store = new PostgresEventStore(pool);
    for (const { id, events } of stories) {
      const stored = await store.append<IncidentFact>(id, 'incident', 0, events);
      await inTransaction(pool, (client) => projectEvents(client, store, stored));
    }
    for (const [offset, signal] of signals.entries()) await insertSignal(pool, signal, offset);
    await insertDecision(pool, signalOf('alone'));
    await insertDocument(pool);
  } finally {
    await pool.end();
  }
};
