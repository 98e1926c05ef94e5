import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { gate, sampleEvents, type SampleFact, sampleStream } from '@throughline/event-store-contract-suite';
import { type Category } from '@throughline/event-store-port';
import { eventsChannel, PostgresEventStore } from '@throughline/event-store-postgres';
import { createPool } from '@throughline/storage';
import { type TestScope, until, useTestScope } from '@throughline/testing';
import type pg from 'pg';
import { type Publish } from './lane.js';
import { Relay, type RelayOptions } from './relay.js';

let scope: TestScope;
let pool: pg.Pool;
let store: PostgresEventStore;
let relays: Relay[];
let fatal: unknown[];

beforeAll(async () => {
  scope = await useTestScope();
  pool = createPool({ databaseUrl: scope.databaseUrl, applicationName: 'relay test' });
  store = new PostgresEventStore(pool);
});
beforeEach(async () => {
  await pool.query('truncate events, relay_positions restart identity');
  [relays, fatal] = [[], []];
});
afterEach(() => Promise.all(relays.map((relay) => relay.stop())));
afterAll(async () => {
  await pool.end();
  await scope.cleanup();
});

/** What an output got, as `stream version text`; `before` and `after` run around the acknowledgement of each batch. */
class Output {
  readonly got: string[] = [];
  before: () => Promise<void> = () => Promise.resolve();
  after: () => Promise<void> = () => Promise.resolve();

  readonly publish: Publish = async (records) => {
    await this.before();
    for (const { key, value } of records) {
      this.got.push(`${key} ${value.version} ${(value.data as SampleFact['data']).text}`);
    }
    await this.after();
  };

  get texts(): string[] {
    return this.got.map((line) => line.split(' ')[2]!);
  }
}

function startRelay(outputs: Partial<Record<Category, Output>>, options: Partial<RelayOptions> = {}): Relay {
  const relay = new Relay({
    databaseUrl: scope.databaseUrl,
    pool,
    store,
    outputs: {
      incident: (outputs.incident ?? new Output()).publish,
      postmortem: (outputs.postmortem ?? new Output()).publish,
    },
    onFatal: (error) => fatal.push(error),
    pollMs: 10,
    backoffMs: { first: 1, last: 10 },
    ...options,
  });
  relays.push(relay);
  relay.start();
  return relay;
}

const stream = sampleStream('relayed');
const append = (expected: number, ...texts: string[]) =>
  store.append(stream, 'incident', expected, sampleEvents(...texts));
const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => String(from + index));
const drained = (relay: Relay) => until(async () => (await relay.lag()) === 0, { what: 'the lag to be 0' });
const got = (output: Output, count: number) =>
  until(() => output.got.length >= count, { what: `${count} records, got ${output.got.length}` });

/** The connection that holds the lock dies, as it would with its network. */
const killLeader = () =>
  pool.query(`select pg_terminate_backend(pid) from pg_locks
               where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())`);

describe('the relay', () => {
  it('publishes each category to its output, in order, keyed by stream, and then has no lag', async () => {
    const [incident, postmortem] = [new Output(), new Output()];
    await append(0, '1', '2');
    await store.append(sampleStream('document'), 'postmortem', 0, sampleEvents('draft'));
    await append(2, '3');
    const relay = startRelay({ incident, postmortem }, { batchSize: 2 });
    await got(incident, 3);
    await got(postmortem, 1);
    await drained(relay);
    expect(incident.got).toEqual([`${stream} 1 1`, `${stream} 2 2`, `${stream} 3 3`]);
    expect(postmortem.got).toEqual([`${sampleStream('document')} 1 draft`]);
    expect(relay.state).toBe('active');
  });

  it('counts what is not yet published', async () => {
    await append(0, ...numbers(1, 7));
    await store.append(sampleStream('document'), 'postmortem', 0, sampleEvents('draft'));
    const idle = new Relay({
      databaseUrl: scope.databaseUrl,
      pool,
      store,
      outputs: { incident: new Output().publish, postmortem: new Output().publish },
      onFatal: () => undefined,
    });
    await until(async () => (await idle.lag()) === 8, { what: 'a lag of 8' });
    await drained(startRelay({}));
    await append(7, '8', '9');
    await Promise.all(relays.map((relay) => relay.stop()));
    await drained(startRelay({}));
  });

  it('looks at once when it gets a hint, long before it would by itself', async () => {
    const incident = new Output();
    const relay = startRelay({ incident }, { pollMs: 2 ** 30 });
    await until(() => relay.state === 'active', { what: 'the relay to be active' });
    await append(0, '1');
    await until(
      async () => {
        await pool.query(`select pg_notify('${eventsChannel}', '')`);
        return incident.got.length === 1;
      },
      { what: 'the event' },
    );
  });

  it('publishes again what was published when it died before it moved the position, and misses none', async () => {
    await append(0, ...numbers(1, 10));
    const [first, second] = [new Output(), new Output()];
    first.after = () => (first.got.length < 6 ? Promise.resolve() : Promise.reject(new Error('killed')));
    startRelay({ incident: first }, { batchSize: 3 });
    await until(() => fatal.length > 0, { what: 'the first relay to die' });
    expect(first.texts).toEqual(numbers(1, 6));

    const relay = startRelay({ incident: second }, { batchSize: 3 });
    await got(second, 7);
    await drained(relay);
    expect(second.texts).toEqual(numbers(4, 10));
  });

  it('tries again what may succeed later, in order, and says so', async () => {
    await append(0, ...numbers(1, 4));
    const incident = new Output();
    const retries: number[] = [];
    let failures = 3;
    incident.before = () =>
      failures-- > 0
        ? Promise.reject(Object.assign(new Error('broker away'), { retriable: true }))
        : Promise.resolve();
    const relay = startRelay({ incident }, { batchSize: 2, onRetry: (_, delayMs) => retries.push(delayMs) });
    await got(incident, 4);
    await drained(relay);
    expect(incident.texts).toEqual(numbers(1, 4));
    expect(retries).toEqual([1, 2, 4]);
  });

  it('is not held up in one category by another one that is stuck', async () => {
    await append(0, '1');
    await store.append(sampleStream('document'), 'postmortem', 0, sampleEvents('draft'));
    const [incident, postmortem] = [new Output(), new Output()];
    postmortem.before = () => Promise.reject(Object.assign(new Error('broker away'), { retriable: true }));
    startRelay({ incident, postmortem });
    await got(incident, 1);
    await append(1, '2');
    await got(incident, 2);
    expect(postmortem.got).toEqual([]);
  });

  it('gives up on what nobody knows how to mend, says so once, and lets another one go on', async () => {
    await append(0, '1');
    const incident = new Output();
    incident.before = () => Promise.reject(new TypeError('not a function'));
    const relay = startRelay({ incident });
    await until(() => relay.state === 'stopped', { what: 'the relay to stop' });
    expect(fatal).toEqual([expect.objectContaining({ message: 'not a function' })]);
    const other = new Output();
    startRelay({ incident: other });
    await got(other, 1);
  });

  it('finishes its batch when it is stopped, and no other one', async () => {
    await append(0, ...numbers(1, 4));
    const [publishing, acknowledged] = [gate(), gate()];
    const [incident, next] = [new Output(), new Output()];
    incident.before = () => {
      publishing.open();
      return acknowledged.opened;
    };
    const relay = startRelay({ incident }, { batchSize: 2 });
    await publishing.opened;
    const stopped = relay.stop();
    acknowledged.open();
    await stopped;
    expect(incident.texts).toEqual(numbers(1, 2));
    await drained(startRelay({ incident: next }));
    expect(next.texts).toEqual(numbers(3, 4));
  });

  it('can be started again after it was stopped', async () => {
    const incident = new Output();
    const relay = startRelay({ incident });
    await relay.stop();
    await append(0, '1');
    relay.start();
    await got(incident, 1);
  });
});

describe('two relays', () => {
  const activeOf = (...all: Relay[]) => all.filter(({ state }) => state === 'active');

  it('take turns: one is active, and the other one takes over when it stops', async () => {
    const [first, second] = [new Output(), new Output()];
    const one = startRelay({ incident: first });
    await until(() => one.state === 'active', { what: 'the first relay to be active' });
    const two = startRelay({ incident: second });
    await append(0, '1', '2');
    await drained(one);
    expect(activeOf(one, two)).toEqual([one]);
    expect(second.got).toEqual([]);

    await one.stop();
    await append(2, '3');
    await got(second, 1);
    expect([first.texts, second.texts, activeOf(one, two)]).toEqual([['1', '2'], ['3'], [two]]);
  });

  it('lose nothing and keep the order when the lock is lost again and again', async () => {
    const both = new Output();
    startRelay({ incident: both }, { batchSize: 3 });
    startRelay({ incident: both }, { batchSize: 3 });
    for (let round = 0; round < 5; round++) {
      await append(round * 10, ...numbers(round * 10 + 1, round * 10 + 10));
      await until(() => both.texts.includes(String(round * 10 + 4)), { what: `round ${round}` });
      await killLeader();
    }
    await until(() => both.texts.includes('50'), { what: 'the last event' });
    expect(fatal).toEqual([]);
    expect([...new Set(both.texts)]).toEqual(numbers(1, 50));
  });

  it('do not both go on when the active one loses its lock in the middle of a batch', async () => {
    await append(0, ...numbers(1, 6));
    const [publishing, acknowledged] = [gate(), gate()];
    const [first, second] = [new Output(), new Output()];
    first.before = () => {
      publishing.open();
      return acknowledged.opened;
    };
    const one = startRelay({ incident: first }, { batchSize: 2 });
    await publishing.opened;
    const two = startRelay({ incident: second }, { batchSize: 2 });
    await killLeader();
    await drained(two);
    expect(second.texts).toEqual(numbers(1, 6));

    acknowledged.open();
    await until(() => one.state === 'standby', { what: 'the first relay to stand by' });
    await append(6, '7');
    await got(second, 7);
    expect(first.texts).toEqual(numbers(1, 2));
    expect(activeOf(one, two)).toEqual([two]);
    expect(fatal).toEqual([]);
  });
});
