import { type LogEntry, type Signal } from '@throughline/contracts';
import { type ClientBase } from 'pg';

/** One record of the log with its place and the log's clock. */
export interface LogRecord {
  readonly offset: bigint;
  /** The Kafka record's time, epoch ms. */
  readonly recordTime: number;
  readonly entry: LogEntry;
}

export type ControlEntry = Exclude<LogEntry, { type: 'signal' }>;

const insertControls = {
  name: 'log-controls-insert',
  text: `
  INSERT INTO log_controls (log_partition, log_offset, type, body)
  SELECT $1, c.o, c.type, c.body FROM unnest($2::bigint[], $3::text[], $4::jsonb[]) AS c (o, type, body)
  ON CONFLICT DO NOTHING`,
};

/** What `log_controls.body` holds. */
interface ControlBody {
  readonly recordTime: number;
  readonly entry: ControlEntry;
}

/** Stores ticks and control records, so that a replay finds them where it finds the signals. */
export async function storeControls(
  client: ClientBase,
  partition: number,
  records: readonly LogRecord[],
): Promise<void> {
  const controls = records.filter(({ entry }) => entry.type !== 'signal');
  if (controls.length === 0) return;
  await client.query({
    ...insertControls,
    values: [
      partition,
      controls.map(({ offset }) => offset.toString()),
      controls.map(({ entry }) => entry.type),
      controls.map(({ recordTime, entry }) => JSON.stringify({ recordTime, entry })),
    ],
  });
}

const readLog = `
  SELECT log_offset::text AS log_offset, control, signal FROM (
    (SELECT log_offset, NULL::jsonb AS control, payload AS signal
       FROM signals WHERE log_partition = $1 AND log_offset >= $2 AND log_offset < $3 ORDER BY log_offset LIMIT $4)
    UNION ALL
    (SELECT log_offset, body, NULL::jsonb
       FROM log_controls WHERE log_partition = $1 AND log_offset >= $2 AND log_offset < $3 ORDER BY log_offset LIMIT $4)
  ) AS log ORDER BY log.log_offset LIMIT $4`;

interface LogRow {
  readonly log_offset: string;
  readonly control: ControlBody | null;
  readonly signal: Signal | null;
}

/** The stored log of a partition from one offset up to another, in pages: what the partition's fold has already seen. */
export async function* readStoredLog(
  client: ClientBase,
  partition: number,
  from: bigint,
  until: bigint,
  page = 2000,
): AsyncGenerator<readonly LogRecord[]> {
  let next = from;
  for (;;) {
    const { rows } = await client.query<LogRow>({
      name: 'log-read',
      text: readLog,
      values: [partition, next.toString(), until.toString(), page],
    });
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows.map(toRecord);
    next = BigInt(last.log_offset) + 1n;
  }
}

function toRecord(row: LogRow): LogRecord {
  const offset = BigInt(row.log_offset);
  if (row.signal !== null)
    return { offset, recordTime: row.signal.receivedAt, entry: { type: 'signal', signal: row.signal } };
  if (row.control === null)
    throw new Error(`log record ${row.log_offset} is neither a signal nor a control record`);
  return { offset, ...row.control };
}
