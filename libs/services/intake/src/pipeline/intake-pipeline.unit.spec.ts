import { describe, expect, it } from '@jest/globals';
import { catalogOf } from '@throughline/catalog';
import { type DeadLetter, type LogEntry } from '@throughline/contracts';
import { type OutputRecord } from '@throughline/kafka-client';
import { InputReader, type OriginalRecord } from '@throughline/kafka-wire';
import { defaultPolicy } from '@throughline/policy';
import { IntakePipeline, type PipelineParts, storableTime } from './intake-pipeline.js';

const now = Date.UTC(2025, 5, 1);
const good = { name: 'HighLatency', status: 'firing', severity: 'error', labels: { app: 'shop' } };

const record = (offset: number, value: unknown, over: Partial<OriginalRecord> = {}): OriginalRecord => ({
  topic: 'throughline.alerts.v1',
  partition: 2,
  offset: BigInt(offset),
  timestamp: now - 1_000,
  key: Buffer.from('k'),
  value: value === null ? null : Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
  ...over,
});

const encode = (value: unknown) => Buffer.from(JSON.stringify(value));

/** A pipeline with real steps; what it sends is kept. */
function pipelineWith(over: Partial<PipelineParts> = {}) {
  const sent = { signals: [] as OutputRecord[][], deadLetters: [] as OutputRecord[][] };
  const told: string[] = [];
  const keep = (batches: OutputRecord[][]) => ({
    send: (records: readonly OutputRecord[]) => {
      batches.push([...records]);
      return Promise.resolve();
    },
  });
  const pipeline = new IntakePipeline({
    reader: new InputReader({ writer: () => 'unknown' }),
    signalCodec: { encode: (entry: LogEntry) => encode(entry) },
    deadLetterCodec: { encode: (letter: DeadLetter) => encode(letter) },
    outputs: { signals: keep(sent.signals), deadLetters: keep(sent.deadLetters) },
    policy: defaultPolicy,
    catalog: catalogOf([]),
    observer: {
      redacted: (rule, count) => told.push(`${rule} ${count}`),
      defect: (at, error) => told.push(`defect at ${at.offset}: ${String(error)}`),
    },
    now: () => now,
    ...over,
  });
  return { pipeline, sent, told };
}

const entriesOf = (sent: { signals: OutputRecord[][] }) =>
  sent.signals
    .flat()
    .map(({ value }) => JSON.parse(String(value)) as Extract<LogEntry, { type: 'signal' }>)
    .map(({ signal }) => signal);

describe('IntakePipeline', () => {
  it('makes of each record a signal, keyed by its scope, in order', async () => {
    const { pipeline, sent } = pipelineWith();
    const records = Array.from({ length: 1_200 }, (_, i) => record(i, { ...good, id: `a${i}` }));
    await expect(pipeline.run('alert', records)).resolves.toEqual({ forwarded: 1_200, deadLetters: [] });
    expect(sent.signals.map((chunk) => chunk.length)).toEqual([500, 500, 200]);
    expect(entriesOf(sent).map(({ sourceId }) => sourceId)).toEqual(records.map((_, i) => `a${i}`));
    expect(sent.signals[0]?.[0]?.key).toBe('default/production');
    expect(entriesOf(sent)[7]).toMatchObject({
      service: 'shop',
      receivedAt: now,
      occurredAt: now - 1_000,
      origin: { topic: 'throughline.alerts.v1', partition: 2, offset: 7 },
    });
  });

  it('makes of what cannot be read or is invalid a dead letter with why, where from and the original, and goes on', async () => {
    const { pipeline, sent } = pipelineWith();
    const headers = { a: [Buffer.from('1'), Buffer.from('2')] };
    const records = [
      record(1, good),
      record(2, 'nonsense', { headers }),
      record(3, { name: 5 }),
      record(4, null),
      record(5, good),
    ];
    const outcome = await pipeline.run('alert', records);
    expect(outcome.forwarded).toBe(2);
    expect(outcome.deadLetters.map(({ reason, origin }) => [origin.offset, reason])).toEqual([
      [2, 'not-json'],
      [3, 'invalid'],
      [4, 'tombstone'],
    ]);
    expect(outcome.deadLetters[0]).toMatchObject({
      value: Buffer.from('nonsense'),
      key: Buffer.from('k'),
      headers: [
        { key: 'a', value: Buffer.from('1') },
        { key: 'a', value: Buffer.from('2') },
      ],
      recordTime: now - 1_000,
      deadLetteredAt: now,
    });
    expect(outcome.deadLetters[1]?.errors.map(({ path }) => path)).toEqual(['name', 'status', 'severity']);
    expect(sent.deadLetters.flat().map(({ key }) => key)).toEqual(
      [2, 3, 4].map((n) => `throughline.alerts.v1/2/${n}`),
    );
  });

  it('isolates a record that meets a defect', async () => {
    const signalCodec = {
      encode: (entry: LogEntry) => {
        if (entry.type === 'signal' && entry.signal.sourceId === 'bad') throw new TypeError('a defect');
        return encode(entry);
      },
    };
    const { pipeline, sent, told } = pipelineWith({ signalCodec });
    const records = [
      record(1, { ...good, id: 'a' }),
      record(2, { ...good, id: 'bad' }),
      record(3, { ...good, id: 'b' }),
    ];
    const outcome = await pipeline.run('alert', records);
    expect(outcome.deadLetters).toMatchObject([{ reason: 'processing-failed', origin: { offset: 2 } }]);
    expect(entriesOf(sent).map(({ sourceId }) => sourceId)).toEqual(['a', 'b']);
    expect(told).toEqual(['defect at 2: TypeError: a defect']);
  });

  it('waits with the whole batch while the registry is away', async () => {
    const away = Object.assign(new Error('away'), { retriable: true });
    const { pipeline, sent } = pipelineWith({ reader: { read: () => Promise.reject(away) } });
    await expect(pipeline.run('alert', [record(1, good)])).rejects.toBe(away);
    expect(sent).toEqual({ signals: [], deadLetters: [] });
  });

  it('fails when a produce fails, after all others have ended', async () => {
    const refused = new Error('refused');
    const { pipeline } = pipelineWith({
      outputs: {
        signals: { send: () => Promise.reject(refused) },
        deadLetters: { send: () => Promise.resolve() },
      },
    });
    await expect(pipeline.run('alert', [record(1, good)])).rejects.toBe(refused);
  });

  it('tells what was redacted, by rule', async () => {
    const { pipeline, told } = pipelineWith();
    await pipeline.run('alert', [record(1, { ...good, summary: 'a@example.com' })]);
    expect(told).toEqual(['email 1']);
  });

  it('prefers the service that the catalog knows', async () => {
    const known = { name: 'cart', owner: null, type: null, tier: null, links: [], dependsOn: [] };
    const { pipeline, sent } = pipelineWith({ catalog: catalogOf([known]) });
    await pipeline.run('alert', [record(1, { ...good, labels: { app: 'x', job: 'cart' } })]);
    expect(entriesOf(sent)[0]?.service).toBe('cart');
  });
});

describe('storableTime', () => {
  it.each([
    [-1, 0],
    [Number.NaN, 0],
    [9e18, 253_402_300_799_999],
    [now, now],
  ])('of %d is %d', (ms, time) => {
    expect(storableTime(ms)).toBe(time);
  });
});
