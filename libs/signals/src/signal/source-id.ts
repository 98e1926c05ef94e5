import { canonicalJson, contentHash, type Json } from '@throughline/identity';
import { type InputRecord } from '../record/input-record.js';

/**
 * The id of a record whose producer sent none: a hash of its content, so that a record that is sent again stays one signal. It
 * does not see where in Kafka the record stands.
 *
 * A record without a time of its own has only the Kafka record's: with it, two equal lines of two moments are two signals, and a
 * line that the producer's application sends anew is another one; without it, everything that an application ever says twice would be one signal.
 * Retries of the Kafka client keep the record's time.
 */
export function derivedSourceId({ kind, record }: InputRecord, recordTime: number): string {
  const content = { ...record, id: null, occurredAt: record.occurredAt ?? recordTime };
  return `derived-${contentHash(canonicalJson([kind, content as unknown as Json]), 32)}`;
}
