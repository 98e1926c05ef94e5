import type pg from 'pg';

/** Where a consumer goes on in a partition. */
export interface StoredOffset {
  /** Offset of the first record whose effects are not stored. */
  readonly nextOffset: bigint;
  /** Kafka time of the last record whose effects are stored, ms; null when none had one. */
  readonly recordTime: number | null;
}

export interface OffsetAdvance {
  readonly consumer: string;
  /** Full topic name, prefix included. */
  readonly topic: string;
  readonly partition: number;
  /** What the consumer believes is stored; null: no row yet. */
  readonly expected: bigint | null;
  readonly next: bigint;
  /** Kafka time of the last record of the batch, ms; null leaves the stored one. */
  readonly recordTime: number | null;
}

/** The stored offsets of a consumer on a topic, by partition; a partition without a row has never been read. */
export async function readOffsets(
  client: pg.ClientBase | pg.Pool,
  consumer: string,
  topic: string,
): Promise<Map<number, StoredOffset>> {
  const { rows } = await client.query<{ partition: number; next_offset: string; record_time: number | null }>(
    `select partition, next_offset::text, (extract(epoch from record_time) * 1000)::float8 as record_time
       from consumer_offsets where consumer = $1 and topic = $2`,
    [consumer, topic],
  );
  return new Map(
    rows.map((row) => [row.partition, { nextOffset: BigInt(row.next_offset), recordTime: row.record_time }]),
  );
}

/**
 * Moves a stored offset by compare-and-set, in the caller's transaction. False: somebody else has moved it, so the caller is
 * fenced, must roll back and give the partition up. Of two that expect the same offset exactly one gets true: the second waits
 * for the first one's transaction and then finds another offset (or, if that one was rolled back, the expected one).
 */
export async function advanceOffset(client: pg.ClientBase, advance: OffsetAdvance): Promise<boolean> {
  const { consumer, topic, partition, expected, next, recordTime } = advance;
  const place = [consumer, topic, partition, next.toString(), recordTime];
  const { rowCount } =
    expected === null
      ? await client.query(insertOffset, place)
      : await client.query(moveOffset, [...place, expected.toString()]);
  return rowCount === 1;
}

const insertOffset = {
  name: 'insert-offset',
  text: `insert into consumer_offsets (consumer, topic, partition, next_offset, record_time)
         values ($1, $2, $3, $4::bigint, to_timestamp($5::float8 / 1000))
         on conflict do nothing`,
};

const moveOffset = {
  name: 'move-offset',
  text: `update consumer_offsets
            set next_offset = $4::bigint, record_time = coalesce(to_timestamp($5::float8 / 1000), record_time)
          where consumer = $1 and topic = $2 and partition = $3 and next_offset = $6::bigint`,
};
