import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import avro from 'avsc';
import fc from 'fast-check';
import { type Signal, type SignalKind, signalKinds } from '@throughline/contracts';
import { redactText } from '@throughline/redaction';
import { contextWith, least, now, origin } from '../fixtures.spec.js';
import { limits, normaliseSignal } from '../index.js';

const kinds = fc.constantFrom<SignalKind>(...signalKinds);

/** Text as hostile as it comes: NUL, lone surrogates, secrets, names that objects know. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('\0', '\ud800', '\udc00', 'a', '/', '=', '%', ' ', '\n') }),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'password=x', 'a@example.com', '', ' ', '\ufeff'),
);
const scalar = fc.oneof(text, fc.double(), fc.boolean(), fc.integer(), fc.constant(null));
const map = fc.dictionary(text, fc.oneof(scalar, fc.jsonValue()));

/** Fields that are often right, so that laws about signals meet many. */
const fields = (kind: SignalKind) =>
  fc
    .tuple(
      fc.record(
        {
          id: text,
          occurredAt: fc.oneof(
            fc.integer({ min: now - 1e9, max: now + 1e9 }),
            fc.constant('2025-06-01T10:00:00Z'),
          ),
          tenant: text,
          environment: text,
          service: text,
          source: text,
          labels: map,
          summary: text,
          description: text,
          message: text,
          annotations: map,
          attributes: map,
          value: fc.double(),
          fingerprint: text,
          oldValue: text,
          links: fc.array(fc.record({ href: fc.webUrl(), text }), { maxLength: 3 }),
        },
        { requiredKeys: [] },
      ),
      map,
    )
    .map(([known, unknown]): object => ({ ...unknown, ...least[kind], ...known }));

const accepted = kinds.chain((kind) => fields(kind).map((value) => ({ kind, value })));

const signalOrNull = (kind: SignalKind, value: unknown, over = {}): Signal | null => {
  const result = normaliseSignal(kind, value, contextWith(over));
  return result.ok ? result.signal : null;
};

const everyText = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, item]) => [key, ...everyText(item)])
      : [];

const schema = avro.Type.forSchema(
  JSON.parse(readFileSync('schemas/signals.avsc', 'utf8')) as avro.Schema,
  { wrapUnions: 'auto' } as never,
);

describe('normaliseSignal', () => {
  it('never throws, whatever JSON it is given', () => {
    fc.assert(
      fc.property(kinds, fc.jsonValue(), (kind, value) => {
        expect(typeof normaliseSignal(kind, value, contextWith()).ok).toBe('boolean');
      }),
    );
  });

  it('mostly meets signals in the laws below', () => {
    const met = fc.sample(accepted, 200).filter(({ kind, value }) => signalOrNull(kind, value));
    expect(met.length).toBeGreaterThan(100);
  });

  it('gives what JSON keeps as it is', () => {
    fc.assert(
      fc.property(accepted, ({ kind, value }) => {
        const signal = signalOrNull(kind, value);
        expect(JSON.parse(JSON.stringify(signal))).toStrictEqual(signal);
      }),
    );
  });

  it('gives what Avro keeps as it is', () => {
    fc.assert(
      fc.property(accepted, ({ kind, value }) => {
        const signal = signalOrNull(kind, value);
        if (!signal) return;
        const record = { body: { 'io.throughline.v1.Signal': signal } };
        const back = schema.fromBuffer(schema.toBuffer(record)) as { body: Record<string, unknown> };
        expect(JSON.parse(JSON.stringify(back.body['io.throughline.v1.Signal']))).toEqual(signal);
      }),
    );
  });

  it('gives text without NUL that is valid Unicode', () => {
    fc.assert(
      fc.property(accepted, ({ kind, value }) => {
        for (const item of everyText(signalOrNull(kind, value))) expect(item).not.toMatch(/[\0\p{Cs}]/u);
      }),
    );
  });

  it('gives text in which nothing is left to redact', () => {
    fc.assert(
      fc.property(accepted, ({ kind, value }) => {
        const signal = signalOrNull(kind, value);
        for (const item of [
          signal?.summary,
          signal?.name,
          signal?.log?.message,
          signal?.alert?.description,
        ]) {
          expect(redactText(item ?? '').text).toBe(item ?? '');
        }
      }),
    );
  });

  it('keeps every bound', () => {
    const long = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
      .map((unit) => unit.repeat(4_000));
    fc.assert(
      fc.property(kinds, long, long, (kind, a, b) => {
        const huge = {
          id: a,
          tenant: b,
          service: a,
          source: b,
          labels: { [a]: b },
          summary: a,
          description: b,
          fingerprint: a,
        };
        const signal = signalOrNull(kind, { ...least[kind], ...huge, message: b, extra: a });
        if (!signal) return;
        expect(signal.sourceId.length).toBeLessThanOrEqual(limits.id);
        expect(signal.fingerprint.length).toBeLessThanOrEqual(limits.id);
        expect(signal.summary.length).toBeLessThanOrEqual(limits.summary);
        expect(signal.scope.length).toBeLessThanOrEqual(limits.scopePart * 6 + 1);
        expect(JSON.stringify(signal).length).toBeLessThan(200_000);
      }),
      { numRuns: 30 },
    );
  });

  it('gives the same twice, and an id that sees neither the order of labels nor the place in Kafka', () => {
    fc.assert(
      fc.property(accepted, fc.nat(), ({ kind, value }, offset) => {
        const signal = signalOrNull(kind, value);
        expect(signalOrNull(kind, value)).toEqual(signal);
        const { labels } = value as { labels?: Record<string, unknown> };
        const turned = labels && { labels: Object.fromEntries(Object.entries(labels).reverse()) };
        const moved = { origin: { topic: 't', partition: 3, offset }, receivedAt: now + offset };
        const again = signalOrNull(kind, { ...value, ...turned }, moved);
        expect(again?.id).toBe(signal?.id);
        expect(again?.scope).toBe(signal?.scope);
      }),
    );
  });

  it('ends on JSON that is nested without end', () => {
    const depth = 100_000;
    const nested: unknown = JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`);
    const signal = signalOrNull('log', { ...least.log, nested, labels: { nested } });
    expect(signal).toMatchObject({ labels: {}, origin });
    expect(signal?.flags).toEqual(expect.arrayContaining(['dropped-fields', 'dropped-labels']));
  });
});
