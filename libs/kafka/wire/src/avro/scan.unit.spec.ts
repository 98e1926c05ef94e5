import { describe, expect, it } from '@jest/globals';
import { inputTopicKeys, topicKeys } from '@throughline/contracts';
import avro from 'avsc';
import fc from 'fast-check';
import { avroType } from './avro-types.js';
import { scan } from './scan.js';

const everything = avro.Type.forSchema({
  type: 'record',
  name: 'Everything',
  fields: [
    { name: 'nothing', type: 'null' },
    { name: 'yes', type: 'boolean' },
    { name: 'int', type: 'int' },
    { name: 'long', type: 'long' },
    { name: 'float', type: 'float' },
    { name: 'double', type: 'double' },
    { name: 'bytes', type: 'bytes' },
    { name: 'fixed', type: { type: 'fixed', name: 'Four', size: 4 } },
    { name: 'symbol', type: { type: 'enum', name: 'Symbol', symbols: ['A', 'B', 'C'] } },
    { name: 'either', type: ['null', 'string', { type: 'array', items: 'long' }] },
    { name: 'map', type: { type: 'map', values: ['int', 'double'] } },
    { name: 'child', type: ['null', 'Everything'], default: null },
  ],
});
const types = [everything, ...topicKeys.map(avroType)];
const samples = fc
  .constantFrom(...types)
  .chain((type) => fc.noBias(fc.integer()).map(() => ({ type, bytes: type.toBuffer(type.random()) })));

/** A zigzag base-128 number. */
const long = (value: number): Buffer => avro.Type.forSchema('long').toBuffer(value);

describe('scan', () => {
  it('finds nothing wrong with what avsc wrote, however it is made', () => {
    fc.assert(fc.property(samples, ({ type, bytes }) => expect(scan(type, bytes)).toBeUndefined()));
  });

  it('finds every value that was cut short, and every byte too many', () => {
    fc.assert(
      fc.property(samples, fc.nat(), fc.uint8Array({ minLength: 1 }), ({ type, bytes }, at, more) => {
        if (bytes.length > 0) {
          const cut = bytes.subarray(0, at % bytes.length);
          expect(scan(type, cut)?.defect).toBe('truncated-avro');
        }
        expect(scan(type, Buffer.concat([bytes, more]))?.defect).toBe('trailing-bytes');
      }),
    );
  });

  it('vouches for values: avsc reads any bytes that the scan accepts, or says why not, at once', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...inputTopicKeys.map(avroType)),
        fc.uint8Array({ maxLength: 300 }),
        (type, bytes) => {
          const value = Buffer.from(bytes);
          if (scan(type, value) !== undefined) return;
          try {
            type.fromBuffer(value);
          } catch (error) {
            expect(String(error)).toMatch(/precision/);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('does not count to a billion because a map says so', () => {
    const map = avro.Type.forSchema({ type: 'map', values: 'string' });
    expect(scan(map, long(1_000_000_000))?.defect).toBe('truncated-avro');
    const nulls = avro.Type.forSchema({ type: 'array', items: 'null' });
    expect(scan(nulls, Buffer.concat([long(1e12), long(0)]))?.defect).toBe('truncated-avro');
  });

  it.each<[string, avro.Schema, Buffer]>([
    ['a branch that the union does not have', ['null', 'string'], long(2)],
    ['a symbol that the enum does not have', { type: 'enum', name: 'E', symbols: ['A'] }, long(-1)],
    ['a negative length', 'string', long(-5)],
    ['a number without an end', 'long', Buffer.alloc(12, 0xff)],
  ])('refuses %s', (_, schema, bytes) => {
    expect(scan(avro.Type.forSchema(schema), bytes)?.defect).toBe('invalid-avro');
  });

  it('refuses records that nest deeper than a reader survives', () => {
    const chain = avro.Type.forSchema({
      type: 'record',
      name: 'Chain',
      fields: [{ name: 'next', type: ['null', 'Chain'] }],
    });
    const nested = (depth: number) =>
      Buffer.concat([...Array.from({ length: depth }, () => long(1)), long(0)]);
    expect(scan(chain, nested(63))).toBeUndefined();
    expect(scan(chain, nested(100_000))?.defect).toBe('invalid-avro');
  });

  it('reads blocks that say their size', () => {
    const list = avro.Type.forSchema({ type: 'array', items: 'int' });
    expect(scan(list, Buffer.concat([long(-2), long(2), long(1), long(2), long(0)]))).toBeUndefined();
  });
});
