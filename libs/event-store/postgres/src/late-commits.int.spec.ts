import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sampleEvents, type SampleFact, sampleStream } from '@throughline/event-store-contract-suite';
import { type LoggedEvent, type Position, startOfLog } from '@throughline/event-store-port';
import { createPool } from '@throughline/storage';
import { type TestScope, until, useTestScope } from '@throughline/testing';
import type pg from 'pg';
import { PostgresEventStore } from './postgres-event-store.js';

let scope: TestScope;
let pool: pg.Pool;
let store: PostgresEventStore;
const [early, late] = [sampleStream('early'), sampleStream('late')];

beforeAll(async () => {
  scope = await useTestScope();
  pool = createPool({ databaseUrl: scope.databaseUrl, applicationName: 'late commits test', max: 12 });
  store = new PostgresEventStore(pool);
});
beforeEach(() => pool.query('truncate events restart identity'));
afterAll(async () => {
  await pool.end();
  await scope.cleanup();
});

/** Follows a log: each call reads what is there after what the last one returned. */
type Follower = () => Promise<string[]>;

function followLog(): Follower {
  let after: Position = startOfLog;
  return async () => {
    const events = await store.readAll<SampleFact>(after, { limit: 100 });
    after = events.at(-1)?.position ?? after;
    return events.map(({ event }) => event.data.text);
  };
}

/** The mutants: what a reader that does without the horizon, or without the transaction's order, would do. */
function followQuery(text: string): Follower {
  let after = ['0', '0'];
  return async () => {
    const { rows } = await pool.query<{ tx: string; position: string; text: string }>(text, after);
    const last = rows.at(-1);
    after = last ? [last.tx, last.position] : after;
    return rows.map((row) => row.text);
  };
}

const selected = `select transaction_id::text as tx, global_position::text as position, data->>'text' as text from events`;
const byPosition = `${selected} where $1::text is not null and global_position > $2::bigint order by global_position`;
const withoutHorizon = `${selected} where (transaction_id, global_position) > ($1::text::xid8, $2::bigint)
  order by transaction_id, global_position`;

/** A first transaction draws its position, a second one draws the next and commits, the reader looks, the first one commits, the reader looks again. */
async function lateCommit(follow: Follower): Promise<string[]> {
  const [first, second] = [await pool.connect(), await pool.connect()];
  try {
    await first.query('begin');
    await store.append(late, 'incident', 0, sampleEvents('committed late'), first);
    await second.query('begin');
    await store.append(early, 'incident', 0, sampleEvents('committed early'), second);
    await second.query('commit');
    const seen = await follow();
    await first.query('commit');
    await passHorizon();
    return [...seen, ...(await follow())];
  } finally {
    first.release();
    second.release();
  }
}

/** Until no transaction of the server is older than what is committed now. */
async function passHorizon(): Promise<void> {
  const below = 'select from events where transaction_id >= pg_snapshot_xmin(pg_current_snapshot())';
  await until(async () => (await pool.query(below)).rowCount === 0, {
    what: 'the horizon to pass all events',
  });
}

describe('an event whose transaction commits late', () => {
  it('is not passed over', async () => {
    expect(await lateCommit(followLog())).toEqual(['committed late', 'committed early']);
  });

  it('would be lost by a reader that follows positions alone', async () => {
    expect(await lateCommit(followQuery(byPosition))).toEqual(['committed early']);
  });

  it('would be lost by a reader that does not stop at the horizon', async () => {
    expect(await lateCommit(followQuery(withoutHorizon))).toEqual(['committed early']);
  });
});

describe('a live reader beside concurrent writers', () => {
  it('sees each event once, and each stream in order', async () => {
    const [writers, batches] = [6, 40];
    const write = async (writer: number): Promise<void> => {
      for (let batch = 0; batch < batches; batch++) {
        await store.append(sampleStream(`writer ${writer}`), 'incident', batch * 2, sampleEvents('1', '2'));
      }
    };
    const seen: LoggedEvent[] = [];
    const read = until(
      async () => {
        seen.push(...(await store.readAll(seen.at(-1)?.position ?? startOfLog, { limit: 50 })));
        return seen.length >= writers * batches * 2;
      },
      { what: 'all events to be read', everyMs: 1, timeoutMs: 30_000 },
    );
    await Promise.all([read, ...Array.from({ length: writers }, (_, writer) => write(writer))]);

    expect(new Set(seen.map(({ event }) => event.eventId)).size).toBe(seen.length);
    for (let writer = 0; writer < writers; writer++) {
      const stream = seen.filter(({ event }) => event.streamId === sampleStream(`writer ${writer}`));
      expect(stream.map(({ event }) => event.version)).toEqual(
        Array.from({ length: batches * 2 }, (_, index) => index + 1),
      );
    }
  });
});
