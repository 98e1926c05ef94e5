import { type RecordedDecision } from '@throughline/correlation';
import { type ClientBase } from 'pg';

const upsert = {
  name: 'signal-decisions-upsert',
  text: `
  INSERT INTO signal_decisions (signal_id, tenant, scope, outcome, score, threshold, evidence, candidates, policy_version, decided_at, lateness_ms)
  SELECT s.id, s.tenant, s.scope, d->>'outcome', (d->>'score')::double precision, (d->>'threshold')::double precision, d->'evidence', d->'candidates',
         d->>'policyVersion', to_timestamp((d->>'at')::double precision / 1000), s.lateness_ms
    FROM unnest($1::jsonb[]) AS decided (d) JOIN signals s ON s.id = (d->>'signalId')::uuid
  ON CONFLICT (signal_id) DO UPDATE
     SET outcome = excluded.outcome, score = excluded.score, threshold = excluded.threshold, evidence = excluded.evidence,
         candidates = excluded.candidates, policy_version = excluded.policy_version, decided_at = excluded.decided_at, lateness_ms = excluded.lateness_ms`,
};

/** Keeps why signals are in no incident; of several decisions on one signal in a batch the last counts. */
export async function storeDecisions(
  client: ClientBase,
  decisions: readonly RecordedDecision[],
): Promise<void> {
  const last = [...new Map(decisions.map((decision) => [decision.signalId, decision])).values()];
  if (last.length === 0) return;
  await client.query({ ...upsert, values: [last.map((decision) => JSON.stringify(decision))] });
}
