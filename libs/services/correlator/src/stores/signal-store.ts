import { type Signal } from '@throughline/contracts';
import { type ClientBase } from 'pg';

/** A signal with its place in the log. */
export interface LoggedSignal {
  readonly offset: bigint;
  readonly signal: Signal;
}

const insertSignals = {
  name: 'signals-insert',
  text: `
  INSERT INTO signals (id, kind, tenant, environment, scope, service, source, name, severity, fingerprint,
                       occurred_at, received_at, log_partition, log_offset, origin_topic, origin_partition, origin_offset, payload)
  SELECT (s->>'id')::uuid, s->>'kind', s->>'tenant', s->>'environment', s->>'scope', s->>'service', s->>'source', s->>'name',
         s->>'severity', s->>'fingerprint', to_timestamp((s->>'occurredAt')::double precision / 1000), to_timestamp((s->>'receivedAt')::double precision / 1000),
         $1, o, s->'origin'->>'topic', (s->'origin'->>'partition')::int, (s->'origin'->>'offset')::bigint, s
    FROM unnest($2::bigint[], $3::jsonb[]) WITH ORDINALITY AS batch (o, s, n)
   ORDER BY n
  ON CONFLICT (id) DO NOTHING
  RETURNING log_offset::text`,
};

const insertDuplicates = {
  name: 'signals-duplicates',
  text: `
  INSERT INTO duplicate_signals (origin_topic, origin_partition, origin_offset, signal_id, log_partition, log_offset, received_at)
  SELECT s->'origin'->>'topic', (s->'origin'->>'partition')::int, (s->'origin'->>'offset')::bigint, (s->>'id')::uuid, $1, o,
         to_timestamp((s->>'receivedAt')::double precision / 1000)
    FROM unnest($2::bigint[], $3::jsonb[]) AS batch (o, s)
   WHERE NOT EXISTS (
     SELECT FROM signals
      WHERE id = (s->>'id')::uuid AND origin_topic = s->'origin'->>'topic'
        AND origin_partition = (s->'origin'->>'partition')::int AND origin_offset = (s->'origin'->>'offset')::bigint)
  ON CONFLICT DO NOTHING`,
};

const updateLateness = {
  name: 'signals-lateness',
  text: `UPDATE signals SET lateness_ms = l.ms FROM unnest($1::uuid[], $2::bigint[]) AS l (id, ms) WHERE signals.id = l.id`,
};

export interface InsertedSignals {
  /** Log offsets of the signals that were not stored before: only these are decided on. */
  readonly fresh: ReadonlySet<bigint>;
  /** Further input records with a known id; a re-delivery of a stored record is not one. */
  readonly duplicates: number;
}

/** Stores a batch's signals at first sight. The order of the log decides which of two equal ids is the first. */
export async function storeSignals(
  client: ClientBase,
  partition: number,
  batch: readonly LoggedSignal[],
): Promise<InsertedSignals> {
  if (batch.length === 0) return { fresh: new Set(), duplicates: 0 };
  const inserted = await client.query<{ log_offset: string }>({
    ...insertSignals,
    values: [
      partition,
      batch.map(({ offset }) => offset.toString()),
      batch.map(({ signal }) => JSON.stringify(signal)),
    ],
  });
  const fresh = new Set(inserted.rows.map((row) => BigInt(row.log_offset)));
  const known = batch.filter(({ offset }) => !fresh.has(offset));
  return { fresh, duplicates: await storeDuplicates(client, partition, known) };
}

async function storeDuplicates(
  client: ClientBase,
  partition: number,
  known: readonly LoggedSignal[],
): Promise<number> {
  if (known.length === 0) return 0;
  const result = await client.query({
    ...insertDuplicates,
    values: [
      partition,
      known.map(({ offset }) => offset.toString()),
      known.map(({ signal }) => JSON.stringify(signal)),
    ],
  });
  return result.rowCount ?? 0;
}

/** Marks signals that arrived behind the watermark. */
export async function markLate(
  client: ClientBase,
  late: readonly { readonly signalId: string; readonly latenessMs: number }[],
): Promise<void> {
  if (late.length === 0) return;
  await client.query({
    ...updateLateness,
    values: [late.map((entry) => entry.signalId), late.map((entry) => Math.round(entry.latenessMs))],
  });
}
