import { type DeadLetter, type DeadLetterReason, type FieldError, type Header } from '@throughline/contracts';
import { type Headers } from '../input/reading.js';

/** A Kafka record with its place, as it was read. */
export interface OriginalRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  /** The record's time in milliseconds. */
  readonly timestamp: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: Headers;
}

/** What fits a record of the dead-letters topic, in bytes, with room for the rest of the dead letter. */
export const maxDeadLetterBytes = 5.5 * 1024 * 1024;

const asBuffer = (value: Buffer | string): Buffer => (Buffer.isBuffer(value) ? value : Buffer.from(value));

function headersOf(headers: Headers): Header[] {
  return Object.entries(headers).flatMap(([key, value]) => {
    if (value === undefined) return [];
    const values = Array.isArray(value)
      ? (value as readonly (Buffer | string)[])
      : [value as Buffer | string];
    return values.map((each) => ({ key, value: asBuffer(each) }));
  });
}

/** A record with why it could not be read, and all of its bytes. `now` in milliseconds. For the table. */
export function toDeadLetter(
  record: OriginalRecord,
  reason: DeadLetterReason,
  errors: readonly FieldError[],
  now: number,
): DeadLetter {
  return {
    origin: { topic: record.topic, partition: record.partition, offset: Number(record.offset) },
    reason,
    errors,
    key: record.key,
    value: record.value,
    headers: headersOf(record.headers ?? {}),
    recordTime: record.timestamp,
    deadLetteredAt: now,
  };
}

/** The Kafka key of a dead letter: `topic/partition/offset`, so that doing it again can be told from another one. */
export const deadLetterKey = ({ origin }: DeadLetter): string =>
  `${origin.topic}/${origin.partition}/${origin.offset}`;

const bytesOf = (letter: DeadLetter): number =>
  letter.headers.reduce(
    (sum, { key, value }) => sum + key.length + value.length + 10,
    letter.key?.length ?? 0,
  );

/**
 * A dead letter that fits the topic. When the original does not, its value is cut, and an error at `value` says how long it
 * was: the table keeps it whole. Headers that alone are too much are left out in the same way.
 */
export function fitForTopic(letter: DeadLetter, limit = maxDeadLetterBytes): DeadLetter {
  const besides = bytesOf(letter);
  if (besides > limit) {
    return fitForTopic(
      { ...letter, key: null, headers: [], errors: [...letter.errors, cut('headers', besides)] },
      limit,
    );
  }
  const value = letter.value;
  if (value === null || value.length + besides <= limit) return letter;
  return {
    ...letter,
    value: value.subarray(0, limit - besides),
    errors: [...letter.errors, cut('value', value.length)],
  };
}

const cut = (path: string, bytes: number): FieldError => ({
  path,
  message: `truncated here: the original has ${bytes} bytes and is whole in the table dead_letters`,
});
