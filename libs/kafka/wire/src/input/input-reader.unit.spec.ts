import { describe, expect, it } from '@jest/globals';
import { isDeadLetterReason, signalKinds } from '@throughline/contracts';
import avro, { type Type } from 'avsc';
import fc from 'fast-check';
import { avroType } from '../avro/avro-types.js';
import { frame } from '../avro/frame.js';
import { type WriterSchema } from '../registry/registry.js';
import { RegistryError } from '../registry/registry-error.js';
import { InputReader } from './input-reader.js';
import { maxJsonDepth } from './json.js';
import { type InputReading, withHints } from './reading.js';

const alertSchema = JSON.parse(JSON.stringify(avroType('alerts').schema({ exportAttrs: true }))) as {
  fields: { name: string }[];
};
const older = avro.Type.forSchema({
  ...alertSchema,
  fields: alertSchema.fields.filter((field) => field.name !== 'value'),
} as avro.Schema);
const newer = avro.Type.forSchema({
  ...alertSchema,
  fields: [...alertSchema.fields, { name: 'runbook', type: ['null', 'string'], default: null }],
} as avro.Schema);
const foreign = avro.Type.forSchema({
  type: 'record',
  name: 'TheirAlert',
  namespace: 'com.example',
  fields: [
    { name: 'name', type: 'string' },
    { name: 'value', type: ['int', 'double'] },
  ],
});

const schemas = new Map<number, WriterSchema>([
  [1, avroType('alerts')],
  [2, older],
  [3, newer],
  [4, foreign],
  [5, 'unsupported'],
  [6, avro.Type.forSchema('string')],
]);
const reader = new InputReader({ writer: (id) => schemas.get(id) ?? 'unknown' }, { maxValueBytes: 10_000 });

const alert = {
  id: 'a1',
  occurredAt: 1_700_000_000_000,
  tenant: 'default',
  environment: 'production',
  service: 'checkout',
  source: 'unknown',
  labels: { pod: 'p1' },
  links: [],
  name: 'HighLatency',
  status: 'firing',
  severity: 'error',
  fingerprint: null,
  startsAt: null,
  endsAt: null,
  summary: 's',
  description: null,
  annotations: {},
  value: 1.5,
};
const framed = (id: number, type: Type, value: unknown): Buffer => frame(id, type.toBuffer(value));
const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const read = (value: Buffer | null, headers = {}): InputReading =>
  reader.read('alert', { value, headers }) as InputReading;
const event = {
  specversion: '1.0',
  id: 'e1',
  source: '/alerts',
  type: 'io.example.alert',
  time: '2024-05-01T10:00:00Z',
};
const structured = { 'content-type': Buffer.from('application/cloudevents+json; charset=utf-8') };

describe('the four forms', () => {
  it('reads a JSON object', () => {
    expect(read(json(alert))).toStrictEqual({
      ok: true,
      form: 'json',
      fields: alert,
      hints: {},
      repairs: [],
    });
    expect(read(Buffer.from('\ufeff {"name": "x"}'))).toMatchObject({ ok: true, fields: { name: 'x' } });
  });

  it('reads framed Avro of this version, as plain fields', () => {
    expect(read(framed(1, avroType('alerts'), alert))).toMatchObject({
      ok: true,
      form: 'avro',
      fields: alert,
    });
  });

  it('reads what an older and a newer version wrote', () => {
    const without: Partial<typeof alert> = { ...alert };
    delete without.value;
    expect(read(framed(2, older, without))).toMatchObject({ ok: true, fields: { ...without, value: null } });
    const reading = read(framed(3, newer, { ...alert, runbook: 'r' }));
    expect(reading).toMatchObject({ ok: true, fields: alert });
    expect(reading.ok && reading.fields).not.toHaveProperty('runbook');
  });

  it('reads records that others name, plainly', () => {
    const reading = read(framed(4, foreign, { name: 'Theirs', value: { double: 2.5 } }));
    expect(reading).toMatchObject({ ok: true, form: 'avro', fields: { name: 'Theirs', value: 2.5 } });
  });

  it('reads CloudEvents in structured mode, with data or data_base64', () => {
    const hints = { id: 'e1', source: '/alerts', occurredAt: '2024-05-01T10:00:00Z' };
    const expected = { ok: true, form: 'cloudevents-structured', fields: { name: 'x' }, hints };
    expect(read(json({ ...event, data: { name: 'x' } }), structured)).toMatchObject(expected);
    const encoded = json({ name: 'x' }).toString('base64');
    expect(read(json({ ...event, data_base64: encoded }), structured)).toMatchObject(expected);
  });

  it('reads CloudEvents in binary mode, with JSON or Avro, whatever the case of the headers', () => {
    const headers = {
      ce_specversion: '1.0',
      ce_id: 'e1',
      ce_source: 's',
      CE_Type: Buffer.from('t'),
      'content-type': 'application/json',
    };
    expect(read(json({ name: 'x' }), headers)).toMatchObject({
      form: 'cloudevents-binary',
      fields: { name: 'x' },
      hints: { id: 'e1', source: 's' },
    });
    const reading = read(framed(1, avroType('alerts'), { ...alert, id: null }), headers);
    expect(reading).toMatchObject({ form: 'cloudevents-binary', hints: { id: 'e1' } });
    expect(reading.ok && withHints(reading)).toMatchObject({
      id: 'e1',
      source: 's',
      occurredAt: alert.occurredAt,
    });
  });

  it('lets the signal speak for itself before its envelope', () => {
    const reading = read(json({ ...event, data: { id: 'own', source: 'own', occurredAt: 1 } }), structured);
    expect(reading.ok && withHints(reading)).toEqual({ id: 'own', source: 'own', occurredAt: 1 });
    const bare = read(json({ ...event, data: { id: null } }), structured);
    expect(bare.ok && withHints(bare)).toEqual({ id: 'e1', source: '/alerts', occurredAt: event.time });
  });
});

describe('what cannot be read', () => {
  const deep = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

  it.each<[string, Buffer | null, Record<string, unknown>?]>([
    ['tombstone', null],
    ['empty-value', Buffer.alloc(0)],
    ['value-too-large', Buffer.alloc(10_001, 0x20)],
    ['value-too-short', Buffer.from([0, 0, 0, 1])],
    ['unknown-magic-byte', Buffer.from([5, 1, 2, 3, 4, 5, 6])],
    ['unknown-magic-byte', Buffer.from([0x80, 1, 2])],
    ['unknown-schema-id', frame(99, Buffer.alloc(3))],
    ['unknown-schema-id', frame(-7, Buffer.alloc(3))],
    ['unsupported-schema', frame(5, Buffer.alloc(3))],
    ['unsupported-schema', framed(6, avro.Type.forSchema('string'), 'text')],
    ['truncated-avro', framed(1, avroType('alerts'), alert).subarray(0, 20)],
    ['truncated-avro', frame(1, Buffer.alloc(0))],
    ['trailing-bytes', Buffer.concat([framed(1, avroType('alerts'), alert), Buffer.from([0])])],
    ['invalid-avro', frame(1, Buffer.from([8]))],
    ['not-json', Buffer.from('hello')],
    ['not-json', Buffer.from('{"name": ')],
    ['not-json', Buffer.from('{"name": "x"} trailing')],
    ['json-not-object', Buffer.from('[{"name":"x"}]')],
    ['json-not-object', Buffer.from('"text"')],
    ['json-not-object', Buffer.from('null')],
    ['json-too-deep', Buffer.from(deep(maxJsonDepth + 1))],
    ['json-too-deep', Buffer.from('['.repeat(9_000))],
    ['bad-cloudevent', json({ ...event, specversion: '0.3', data: {} }), structured],
    ['bad-cloudevent', json({ ...event, id: '', data: {} }), structured],
    ['bad-cloudevent', json(event), structured],
    ['bad-cloudevent', json({ ...event, data_base64: '***' }), structured],
    ['bad-cloudevent', json([event]), { 'content-type': 'application/cloudevents-batch+json' }],
    ['bad-cloudevent', json(alert), { ce_id: 'x', ce_source: 's', ce_type: 't' }],
    ['json-not-object', json({ ...event, data: 'text' }), structured],
    ['not-json', json({ ...event, data_base64: 'AAAA' }), structured],
  ])('%s', (reason, value, headers = {}) => {
    const reading = read(value, headers);
    expect(reading).toMatchObject({ ok: false, reason });
    expect(isDeadLetterReason(reason)).toBe(true);
    expect(reading.ok || reading.errors.every((error) => error.message.length > 0)).toBe(true);
    expect(reading.ok || reading.errors.length).toBeGreaterThan(0);
  });

  it('names the version of CloudEvents that it does not read', () => {
    const reading = read(json({ ...event, specversion: '0.3', data: {} }), structured);
    expect(reading).toMatchObject({
      errors: [{ path: 'specversion', message: '"0.3"; only CloudEvents "1.0" are read' }],
    });
  });

  it('reads up to the depth that it states, and brackets in text are text', () => {
    expect(read(Buffer.from(deep(maxJsonDepth)))).toMatchObject({ ok: true });
    expect(read(json({ name: '{['.repeat(500), other: '\\"[' }))).toMatchObject({ ok: true });
  });

  it('repairs bytes that are not UTF-8, and says so', () => {
    const reading = read(Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xff]), Buffer.from('"}')]));
    expect(reading).toMatchObject({ ok: true, fields: { name: '\ufffd' }, repairs: ['invalid-utf8'] });
  });

  it.each([
    '{"__proto__": {"polluted": true}, "name": "x", "constructor": "c"}',
    '{"\\u005f_proto__": {"polluted": true}, "name": "x", "constructor": "c"}',
  ])('cannot be made to change a prototype: %s', (text) => {
    const reading = read(Buffer.from(text));
    if (!reading.ok) throw new Error('must be read');
    const copy = Object.assign({}, reading.fields);
    expect(Object.keys(reading.fields)).toEqual(['name', 'constructor']);
    expect('polluted' in copy).toBe(false);
    expect(reading.fields.constructor).toBe('c');
  });

  it('never throws, whatever the bytes and headers are', () => {
    const prefix = fc.constantFrom<number[]>([], [0, 0, 0, 0, 1], [0, 0, 0, 0, 4], [0x7b], [0x5b, 0x7b]);
    const anything = fc
      .tuple(prefix, fc.uint8Array({ maxLength: 200 }))
      .map(([a, b]) => Buffer.from([...a, ...b]));
    const text = fc.json().map((each) => Buffer.from(each));
    const headers = fc.dictionary(
      fc.constantFrom('content-type', 'ce_id', 'ce_specversion', 'ce_source', 'ce_type'),
      fc.constantFrom('1.0', 'application/cloudevents+json', '', 'x'),
    );
    fc.assert(
      fc.property(fc.constantFrom(...signalKinds), fc.oneof(anything, text), headers, (kind, value, some) => {
        const reading = reader.read(kind, { value, headers: some }) as InputReading;
        if (reading.ok) {
          expect(typeof reading.fields).toBe('object');
          expect(Object.keys(reading.fields)).not.toContain('__proto__');
        } else {
          expect(isDeadLetterReason(reading.reason)).toBe(true);
          expect(reading.errors.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('a schema that has to be asked for', () => {
  it('makes the answer a promise', async () => {
    const asking = new InputReader({ writer: () => Promise.resolve(avroType('alerts')) });
    await expect(
      asking.read('alert', { value: framed(1, avroType('alerts'), alert) }),
    ).resolves.toMatchObject({
      ok: true,
      fields: { id: 'a1' },
    });
  });

  it('is retriable while the registry is away', async () => {
    const away = new InputReader({
      writer: () => Promise.reject(new RegistryError('registry-unavailable', 'away')),
    });
    await expect(away.read('alert', { value: frame(1, Buffer.alloc(4)) })).rejects.toMatchObject({
      retriable: true,
    });
  });
});
