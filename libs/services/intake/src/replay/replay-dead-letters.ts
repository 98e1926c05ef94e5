import { type InputTopicKey, inputTopicKeys, topics } from '@throughline/contracts';
import {
  createOutputs,
  type Kafka,
  type Output,
  type OutputRecord,
  type Outputs,
} from '@throughline/kafka-client';
import { inTransaction } from '@throughline/storage';
import type pg from 'pg';

/** Which dead letters: one by where it was, or all of a reason that were not replayed yet. */
export type ReplayFilter =
  | { readonly topic: string; readonly partition: number; readonly offset: number | bigint | string }
  | { readonly reason: string };

export interface Replay {
  readonly pool: pg.Pool;
  readonly kafka: Kafka;
  readonly filter: ReplayFilter;
}

/** The header that tells where a replayed record was before: `topic/partition/offset`. */
export const replayedFrom = 'throughline-replayed-from';

/** Letters in one transaction: each may have 5 MB. */
const atOnce = 10;

interface Row {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly { readonly key: string; readonly value: string }[];
  readonly record_time: number;
}

/**
 * Publishes dead letters to their original topics again: key, value, headers and record time as they were, with the header
 * {@link replayedFrom}. Gives how many. At least once: a letter is marked as replayed after the broker has it, so a failure between the two
 * publishes it again the next time. Two replays at the same time share the letters between them. Of a header whose name repeats the last value is kept.
 */
export async function replayDeadLetters({ pool, kafka, filter }: Replay): Promise<number> {
  const destinations = new Destinations(kafka);
  try {
    const latest = await latestOf(pool, filter);
    let replayed = 0;
    for (let last = atOnce; last === atOnce; replayed += last) {
      last = await inTransaction(pool, (client) => replaySome(client, filter, latest, destinations));
      if (!('reason' in filter)) return last;
    }
    return replayed;
  } finally {
    await destinations.close();
  }
}

/** What is replayed may come back as a dead letter at once: only those up to now are meant, or it would never end. */
async function latestOf(pool: pg.Pool, filter: ReplayFilter): Promise<string | null> {
  if (!('reason' in filter)) return null;
  const { rows } = await pool.query<{ latest: string | null }>(
    'select max(dead_lettered_at)::text as latest from dead_letters where reason = $1 and replayed_at is null',
    [filter.reason],
  );
  return rows[0]?.latest ?? null;
}

async function replaySome(
  client: pg.ClientBase,
  filter: ReplayFilter,
  latest: string | null,
  destinations: Destinations,
): Promise<number> {
  const { rows } = await find(client, filter, latest);
  for (const row of rows) await destinations.of(row.topic).send([recordOf(row)]);
  await client.query(
    `update dead_letters set replayed_at = clock_timestamp()
      where (topic, partition, "offset") in (select * from unnest($1::text[], $2::integer[], $3::bigint[]))`,
    [
      rows.map(({ topic }) => topic),
      rows.map(({ partition }) => partition),
      rows.map(({ offset }) => offset),
    ],
  );
  return rows.length;
}

const columns = `topic, partition, "offset"::text as "offset", key, value, headers, (extract(epoch from record_time) * 1000)::float8 as record_time`;

const find = (
  client: pg.ClientBase,
  filter: ReplayFilter,
  latest: string | null,
): Promise<pg.QueryResult<Row>> =>
  'reason' in filter
    ? client.query<Row>(
        `select ${columns} from dead_letters where reason = $1 and replayed_at is null and dead_lettered_at <= $2::timestamptz
          order by topic, partition, "offset" limit ${atOnce} for update skip locked`,
        [filter.reason, latest],
      )
    : client.query<Row>(
        `select ${columns} from dead_letters where topic = $1 and partition = $2 and "offset" = $3::bigint for update`,
        [filter.topic, filter.partition, String(filter.offset)],
      );

function recordOf({ topic, partition, offset, key, value, headers, record_time: time }: Row): OutputRecord {
  const original = headers.map((header) => [header.key, Buffer.from(header.value, 'base64')] as const);
  return {
    key,
    value,
    headers: { ...Object.fromEntries(original), [replayedFrom]: `${topic}/${partition}/${offset}` },
    ...(time > 0 && { timestamp: Math.trunc(time) }),
  };
}

/** One producer for each prefix and input topic that letters came from: mostly few. */
class Destinations {
  private readonly open = new Map<string, Outputs<InputTopicKey>>();

  constructor(private readonly kafka: Kafka) {}

  of(topic: string): Output {
    const key = inputTopicKeys.find((candidate) => topic.endsWith(topics[candidate]));
    if (key === undefined) throw new Error(`${topic} is no input topic: its records cannot be replayed.`);
    const prefix = topic.slice(0, -topics[key].length);
    const known = this.open.get(prefix);
    const outputs = known ?? createOutputs(this.kafka, { prefix, outputs: everyInput });
    this.open.set(prefix, outputs);
    return outputs[key];
  }

  async close(): Promise<void> {
    for (const outputs of this.open.values()) await outputs.close();
  }
}

const everyInput: Readonly<Record<InputTopicKey, InputTopicKey>> = {
  alerts: 'alerts',
  deploys: 'deploys',
  logs: 'logs',
  configChanges: 'configChanges',
};
