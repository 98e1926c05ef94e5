import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type InputTopicKey, type Signal } from '@throughline/contracts';
import { until } from '@throughline/testing';
import avro from 'avsc';
import { type Input, IntakeHarness, type StoredLetter } from './intake.fixture.spec.js';

const topics: readonly InputTopicKey[] = ['alerts', 'deploys', 'logs', 'configChanges'];
const now = Date.now();
let harness: IntakeHarness;

beforeAll(async () => {
  harness = await IntakeHarness.create();
  await harness.boot();
});
afterAll(() => harness.close());

const log = { level: 'error', message: 'boom', occurredAt: now };
const json = (fields: unknown): Buffer =>
  Buffer.from(typeof fields === 'string' ? fields : JSON.stringify(fields));

/** JSON text of a log line whose fields JSON.stringify would not write so. */
const raw = (more: string): string => `{"level":"error","message":"boom","occurredAt":${now},${more}}`;

const envelope = { specversion: '1.0', id: 'ce', source: '/test', type: 'log' };

/** One JSON text in the three forms of the contract that carry JSON. */
const forms = (text: string): Record<string, Omit<Input, 'topic'>> => ({
  json: { value: json(text) },
  structured: {
    value: json(`${JSON.stringify(envelope).slice(0, -1)},"data":${text}}`),
    headers: { 'content-type': 'application/cloudevents+json' },
  },
  binary: {
    value: json(text),
    headers: Object.fromEntries(Object.entries(envelope).map(([key, value]) => [`ce_${key}`, value])),
  },
});

/** A log line in Avro, past what our own types allow. */
const avroLog = async (fields: object): Promise<Buffer> => {
  await harness.wire.logs.ready();
  const whole = {
    ...{
      id: null,
      occurredAt: now,
      tenant: 'default',
      environment: 'production',
      service: null,
      source: 's',
    },
    ...{
      labels: {},
      links: [],
      level: 'error',
      message: 'boom',
      instance: null,
      traceId: null,
      spanId: null,
    },
    attributes: {},
    ...fields,
  };
  return harness.wire.logs.encode(whole);
};

let sequence = 0;

/** Sends the bad record with a good one behind it, and tells what became of the bad one. */
async function outcomeOf(input: Input): Promise<{ letter?: StoredLetter; signal?: Signal }> {
  const id = `good-${++sequence}`;
  const before = await harness.letters();
  await harness.produce([input, { topic: 'logs', value: json({ ...log, id }) }]);
  await harness.drained(topics);
  await until(() => harness.signals.some(({ sourceId }) => sourceId === id), {
    what: 'the record behind it',
  });
  const good = harness.signals.find(({ sourceId }) => sourceId === id);
  const place = (good?.origin.offset ?? 0) - 1;
  const letter = (await harness.letters()).find(
    (candidate) =>
      !before.some(({ topic, offset }) => topic === candidate.topic && offset === candidate.offset),
  );
  const signal = harness.signals.find(
    ({ origin }) => origin.topic === harness.topic('logs') && origin.offset === place,
  );
  return { ...(letter && { letter }), ...(signal && { signal }) };
}

const letterOf = async (input: Omit<Input, 'topic'>): Promise<StoredLetter> => {
  const { letter, signal } = await outcomeOf({ topic: 'logs', ...input });
  expect(signal).toBeUndefined();
  if (letter === undefined) throw new Error('no dead letter');
  return letter;
};

const signalOf = async (input: Omit<Input, 'topic'>): Promise<Signal> => {
  const { letter, signal } = await outcomeOf({ topic: 'logs', ...input });
  expect(letter).toBeUndefined();
  if (signal === undefined) throw new Error('no signal');
  return signal;
};

/** Bytes of which nothing can be made. */
const unreadable: [name: string, value: () => Promise<Buffer | null> | Buffer | null, reason: string][] = [
  ['an empty value', () => Buffer.alloc(0), 'empty-value'],
  ['a tombstone', () => null, 'tombstone'],
  ['no JSON', () => json('hello'), 'not-json'],
  ['JSON that was cut off', () => json('{"level":"err'), 'not-json'],
  ['a JSON array', () => json('[{"level":"error"}]'), 'json-not-object'],
  ['a JSON scalar', () => json('5'), 'json-not-object'],
  ['an unknown magic byte', () => Buffer.from([7, 0, 0, 0, 1, 2]), 'unknown-magic-byte'],
  ['an unknown schema id', () => Buffer.from([0, 0x7f, 0xff, 0xff, 0xf0, 2]), 'unknown-schema-id'],
  ['a frame that was cut off', () => Buffer.from([0, 0, 1]), 'value-too-short'],
  ['truncated Avro', async () => (await avroLog({})).subarray(0, -9), 'truncated-avro'],
  [
    'Avro with bytes left over',
    async () => Buffer.concat([await avroLog({}), Buffer.from('x')]),
    'trailing-bytes',
  ],
  ['a value of 5 MB', () => json({ ...log, message: 'x'.repeat(5_000_000) }), 'value-too-large'],
  [
    'JSON that is nested deeply',
    () => json(raw(`"x":${'['.repeat(5_000)}${']'.repeat(5_000)}`)),
    'json-too-deep',
  ],
  ['JSON nested deeply without end', () => json('{"a":'.repeat(100_000)), 'json-too-deep'],
];

/** Log lines as JSON text that are no signals. */
const invalid: [name: string, text: string, paths: string[]][] = [
  [
    'wrong types',
    `{"level":5,"message":{},"labels":[],"occurredAt":true}`,
    ['occurredAt', 'labels', 'level', 'message'],
  ],
  ['missing fields', '{}', ['level', 'message']],
  ['a time long ago', '{"level":"info","message":"x","occurredAt":"0001-01-01T00:00:00Z"}', ['occurredAt']],
];

/** Log lines as the rest of JSON text that are repaired: which flag says so, and what became of them. */
const repaired: [name: string, more: () => string, flag: string, check: (signal: Signal) => void][] = [
  [
    'a time in the year 2099',
    () => '"occurredAt":"2099-01-01T00:00:00Z"',
    'clamped-future',
    ({ occurredAt, receivedAt }) => {
      expect(occurredAt).toBe(receivedAt);
    },
  ],
  [
    'an id of 10,000 characters',
    () => `"id":"${'i'.repeat(10_000)}"`,
    'shortened-id',
    ({ sourceId }) => {
      expect(sourceId).toHaveLength(512);
    },
  ],
  [
    'NUL and lone surrogates',
    () => '"id":"nul-\\u0000","instance":"\\ud800","labels":{"k\\u0000":"\\udc00v"}',
    'repaired-text',
    ({ sourceId, log: detail, labels }) => {
      expect(sourceId).toBe('nul-\ufffd');
      expect(detail?.instance).toBe('\ufffd');
      expect(labels).toEqual({ 'k\ufffd': '\ufffdv' });
    },
  ],
  [
    'a label map of 10,000 entries',
    () =>
      `"labels":${JSON.stringify(Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`k${i}`, 'v'])))}`,
    'dropped-labels',
    ({ labels }) => {
      expect(Object.keys(labels)).toHaveLength(64);
    },
  ],
  [
    '__proto__ keys',
    () => '"__proto__":{"polluted":"x"},"labels":{"__proto__":"x","constructor":"y","ok":"z"}',
    '',
    ({ labels }) => {
      expect(labels).toMatchObject({ constructor: 'y', ok: 'z' });
      expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    },
  ],
  [
    'deep JSON in a field that nobody knows',
    () => `"deep":${'['.repeat(40)}${']'.repeat(40)}`,
    'dropped-fields',
    ({ labels }) => {
      expect(labels).toEqual({});
    },
  ],
  [
    'a secret',
    () => '"attributes":{"authorization":"Bearer abcdef123456"}',
    'redacted',
    ({ log: detail }) => {
      expect(detail?.attributes).toEqual({ authorization: '[redacted:secret]' });
    },
  ],
];

const variants = ['json', 'structured', 'binary'] as const;

describe('bad input is dead-lettered with its reason, whole, and the next record goes on', () => {
  it.each(unreadable)('%s', async (_, value, reason) => {
    const bytes = await value();
    const letter = await letterOf({ value: bytes });
    expect(letter.reason).toBe(reason);
    expect(letter.errors.length).toBeGreaterThan(0);
    expect(bytes === null ? letter.value : letter.value?.equals(bytes)).toBe(bytes === null ? null : true);
  });

  describe.each(variants)('as %s', (form) => {
    it.each(invalid)('%s', async (_, text, paths) => {
      const letter = await letterOf(forms(text)[form]!);
      expect([letter.reason, letter.errors.map(({ path }) => path)]).toEqual(['invalid', paths]);
    });
  });

  it('a CloudEvent that is none', async () => {
    const headers = { 'content-type': 'application/cloudevents+json' };
    const letter = await letterOf({ value: json({ specversion: '0.3', data: log }), headers });
    expect([letter.reason, letter.errors.map(({ path }) => path)]).toEqual([
      'bad-cloudevent',
      ['specversion', 'id', 'source', 'type'],
    ]);
  });

  it('Avro of somebody else’s schema with wrong types', async () => {
    const schema = JSON.stringify({
      type: 'record',
      name: 'TheirLog',
      namespace: 'other',
      fields: [{ name: 'level', type: 'int' }],
    });
    const subject = `${harness.scope.topicPrefix}theirs-value`;
    const answer = await fetch(`${harness.scope.registryUrl}/subjects/${subject}/versions`, {
      method: 'POST',
      headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
      body: JSON.stringify({ schema }),
    });
    const { id } = (await answer.json()) as { id: number };
    const frame = Buffer.alloc(5);
    frame.writeInt32BE(id, 1);
    const body = avro.Type.forSchema(JSON.parse(schema) as avro.Schema).toBuffer({ level: 5 });
    const letter = await letterOf({ value: Buffer.concat([frame, body]) });
    expect([letter.reason, letter.errors.map(({ path }) => path)]).toEqual(['invalid', ['level', 'message']]);
  });
});

describe('bad input is repaired with a flag, and the next record goes on', () => {
  describe.each(variants)('as %s', (form) => {
    it.each(repaired)('%s', async (_, more, flag, check) => {
      const signal = await signalOf(forms(raw(more()))[form]!);
      if (flag !== '') expect(signal.flags).toContain(flag);
      check(signal);
    });
  });

  it.each([
    ['a time in the year 2099', { occurredAt: Date.UTC(2099, 0, 1) }, 'clamped-future'],
    ['an id of 10,000 characters', { id: 'i'.repeat(10_000) }, 'shortened-id'],
    ['NUL', { id: 'nul-\0' }, 'repaired-text'],
    [
      '10,000 labels',
      { labels: Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`k${i}`, 'v'])) },
      'dropped-labels',
    ],
    ['a long message', { message: 'x'.repeat(100_000) }, 'truncated'],
  ])('as Avro: %s', async (_, fields, flag) => {
    expect((await signalOf({ value: await avroLog(fields) })).flags).toContain(flag);
  });

  it('bytes that are no UTF-8', async () => {
    const value = Buffer.from(raw('"instance":"?"'));
    value[value.indexOf('?')] = 0xff;
    const signal = await signalOf({ value });
    expect(signal.log?.instance).toBe('\ufffd');
    expect(signal.flags).toContain('invalid-utf8');
  });

  it('a Kafka time of which nobody made sense', async () => {
    const signal = await signalOf({ value: json('{"level":"info","message":"x"}'), timestamp: 5 });
    expect(signal.occurredAt).toBe(signal.receivedAt);
  });
});

describe('the ledger', () => {
  it('has each input record exactly once, as a signal or as a dead letter', async () => {
    await harness.drained(topics);
    const places = await harness.places(topics);
    const ledger = await harness.ledger();
    expect([...ledger.keys()].sort()).toEqual(places.sort());
    expect([...ledger.values()].filter(({ signals, letters }) => signals + letters !== 1)).toEqual([]);
    const { rows } = await harness.pool.query<{ count: number }>(
      `select sum(count)::float8 as count from outcome_counts where outcome = 'dead-lettered'`,
    );
    expect(rows[0]?.count).toBe((await harness.letters()).length);
  });
});
