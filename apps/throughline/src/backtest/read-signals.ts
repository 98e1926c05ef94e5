import { type Signal } from '@throughline/contracts';
import { type Policy } from '@throughline/policy';
import { signalFromLine } from '@throughline/signals';
import { type Pool } from 'pg';
import { numberedLines } from '../publish/read-signals-file.js';

/** A line that gives no signal, and why. */
export interface RejectedLine {
  readonly number: number;
  readonly reason: string;
}

export interface SignalList {
  /** In the order of arrival. */
  readonly signals: readonly Signal[];
  readonly rejected: readonly RejectedLine[];
}

/** The signals of a file as intake would make them, in the order of arrival: by `receivedAt` where lines have one, else as they stand. */
export async function signalsOfFile(
  file: string,
  policy: Policy,
  knownService: (name: string) => boolean,
): Promise<SignalList> {
  const signals: Signal[] = [];
  const rejected: RejectedLine[] = [];
  let dated = false;
  for await (const [number, text] of numberedLines(file)) {
    const line = parse(text);
    const origin = { topic: file, partition: 0, offset: number };
    const read = signalFromLine(line, { policy, origin, knownService });
    if (read.ok) {
      signals.push(read.signal);
      dated ||= typeof line === 'object' && line !== null && 'receivedAt' in line;
    } else {
      rejected.push({
        number,
        reason:
          read.reason === 'invalid'
            ? read.errors.map(({ path, message }) => `${path} ${message}`.trim()).join('; ')
            : `kind ${read.kind} is not taken yet`,
      });
    }
  }
  return { signals: dated ? signals.sort((a, b) => a.receivedAt - b.receivedAt) : signals, rejected };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const pageSize = 5_000;

/** The stored signals that were received in `[since, until)`, in the order in which they were. */
export async function signalsOfStore(pool: Pool, since: Date, until: Date): Promise<SignalList> {
  const signals: Signal[] = [];
  let after: readonly [Date, number, string] = [since, -1, '-1'];
  for (;;) {
    const { rows } = await pool.query<{
      payload: Signal;
      received_at: Date;
      log_partition: number;
      log_offset: string;
    }>(
      `SELECT payload, received_at, log_partition, log_offset::text AS log_offset FROM signals
        WHERE received_at >= $1 AND received_at < $2 AND (received_at, log_partition, log_offset) > ($1, $3, $4::bigint)
        ORDER BY received_at, log_partition, log_offset LIMIT $5`,
      [after[0], until, after[1], after[2], pageSize],
    );
    const last = rows.at(-1);
    if (last === undefined) return { signals, rejected: [] };
    signals.push(...rows.map(({ payload }) => payload));
    after = [last.received_at, last.log_partition, last.log_offset];
  }
}
