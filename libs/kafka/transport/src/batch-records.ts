import { type EachBatchPayload } from '@throughline/kafka-client';
import { type KafkaRecord } from './record-batch.js';

type Batch = EachBatchPayload['batch'];

/** What a fetch brought of one partition. */
export interface FetchedBatch {
  /** The offset that was asked for: everything that exists from there on up to the last record is in `records`. */
  readonly fetchedOffset: bigint;
  readonly records: readonly KafkaRecord[];
  /** The offset behind the last record, and behind what Kafka keeps for itself there (markers of transactions). */
  readonly nextOffset: bigint;
}

/** kafkajs has the offset that it asked for on its batch, but not in its types. Without it the first record's says as much as can be known. */
function fetchedOffset(batch: Batch): bigint {
  const { fetchedOffset: asked } = batch as Batch & { readonly fetchedOffset?: string };
  return BigInt(asked ?? batch.messages[0]?.offset ?? batch.lastOffset());
}

/** A batch in this library's terms. */
export function readBatch(batch: Batch): FetchedBatch {
  return {
    fetchedOffset: fetchedOffset(batch),
    records: batch.messages.map((message) => ({
      offset: BigInt(message.offset),
      key: message.key,
      value: message.value,
      headers: message.headers ?? {},
      timestamp: Number(message.timestamp),
    })),
    nextOffset: BigInt(batch.lastOffset()) + 1n,
  };
}

/** Runs of at most `size` records, each with the offset to go on with after it. */
export function* runsOf(
  { records, nextOffset }: FetchedBatch,
  size: number,
): Generator<{ readonly records: readonly KafkaRecord[]; readonly nextOffset: bigint }> {
  for (let from = 0; from < records.length; from += size) {
    const run = records.slice(from, from + size);
    const following = records[from + size];
    yield { records: run, nextOffset: following?.offset ?? nextOffset };
  }
}
