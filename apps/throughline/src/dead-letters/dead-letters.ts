import { type FieldError, type Header } from '@throughline/contracts';
import { type Pool } from 'pg';

/** A dead letter without its bytes. */
export interface DeadLetterItem {
  /** `topic/partition/offset`. */
  readonly id: string;
  readonly reason: string;
  readonly errors: readonly FieldError[];
  readonly deadLetteredAt: string;
  readonly replayedAt: string | null;
  /** Bytes of the value; null for a tombstone. */
  readonly size: number | null;
}

export interface WholeDeadLetter extends DeadLetterItem {
  readonly recordTime: string;
  /** Base64. */
  readonly key: string | null;
  /** Base64. */
  readonly value: string | null;
  readonly headers: readonly { readonly key: Header['key']; readonly value: string }[];
}

const item = `
  topic || '/' || partition || '/' || "offset" AS id, reason, errors, to_json(dead_lettered_at) AS "deadLetteredAt", to_json(replayed_at) AS "replayedAt",
  octet_length(value) AS size`;

export interface DeadLetterFilter {
  readonly reason?: string | undefined;
  readonly limit: number;
}

/** Newest first. */
export async function listDeadLetters(
  pool: Pool,
  { reason, limit }: DeadLetterFilter,
): Promise<readonly DeadLetterItem[]> {
  const { rows } = await pool.query<DeadLetterItem>(
    `SELECT ${item} FROM dead_letters WHERE $1::text IS NULL OR reason = $1 ORDER BY dead_lettered_at DESC, topic, partition, "offset" LIMIT $2`,
    [reason ?? null, limit],
  );
  return rows;
}

/** Where a dead letter was. */
export interface DeadLetterPlace {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
}

/** Reads `topic/partition/offset`; undefined when it is none. */
export function placeOf(id: string): DeadLetterPlace | undefined {
  const match = /^(?<topic>[^/]+)\/(?<partition>\d{1,9})\/(?<offset>\d{1,18})$/.exec(id)?.groups;
  return match === undefined
    ? undefined
    : { topic: match.topic ?? '', partition: Number(match.partition), offset: match.offset ?? '' };
}

export async function findDeadLetter(
  pool: Pool,
  { topic, partition, offset }: DeadLetterPlace,
): Promise<WholeDeadLetter | undefined> {
  const { rows } = await pool.query<WholeDeadLetter>(
    `SELECT ${item}, to_json(record_time) AS "recordTime", translate(encode(key, 'base64'), E'\\n', '') AS key, translate(encode(value, 'base64'), E'\\n', '') AS value, headers
       FROM dead_letters WHERE topic = $1 AND partition = $2 AND "offset" = $3`,
    [topic, partition, offset],
  );
  return rows[0];
}
