import { describe, expect, it } from '@jest/globals';
import avro from 'avsc';
import { toPlain } from './plain.js';

const type = avro.Type.forSchema({
  type: 'record',
  name: 'Foreign',
  fields: [
    { name: 'name', type: 'string' },
    { name: 'value', type: ['int', 'double'] },
    {
      name: 'either',
      type: ['null', { type: 'record', name: 'A', fields: [{ name: 'a', type: 'string' }] }],
    },
    {
      name: 'one',
      type: [
        { type: 'record', name: 'B', fields: [{ name: 'b', type: 'bytes' }] },
        {
          type: 'record',
          name: 'C',
          fields: [{ name: 'c', type: { type: 'array', items: ['null', 'string'] } }],
        },
      ],
    },
    { name: 'labels', type: { type: 'map', values: ['int', 'double'] } },
  ],
});

const roundTrip = (value: unknown): unknown => toPlain(type, type.fromBuffer(type.toBuffer(value)));

describe('toPlain', () => {
  it('gives what JSON would have given', () => {
    const plain = roundTrip({
      name: 'n',
      value: { double: 1.5 },
      either: { a: 'x' },
      one: { C: { c: [null, 'y'] } },
      labels: { n: { int: 1 }, constructor: { int: 2 } },
    });
    expect(plain).toStrictEqual({
      name: 'n',
      value: 1.5,
      either: { a: 'x' },
      one: { c: [null, 'y'] },
      labels: { n: 1, constructor: 2 },
    });
  });

  it('gives bytes as base64 and null as null', () => {
    const bytes = {
      name: '',
      value: { int: 1 },
      either: null,
      one: { B: { b: Buffer.from('hi') } },
      labels: {},
    };
    expect(roundTrip(bytes)).toStrictEqual({
      name: '',
      value: 1,
      either: null,
      one: { b: 'aGk=' },
      labels: {},
    });
  });

  it('cannot be made to change a prototype', () => {
    const maps = avro.Type.forSchema({ type: 'map', values: { type: 'map', values: 'string' } });
    const bytes = Buffer.concat([
      avro.Type.forSchema('long').toBuffer(1),
      avro.Type.forSchema('string').toBuffer('__proto__'),
      avro.Type.forSchema({ type: 'map', values: 'string' }).toBuffer({ polluted: 'yes' }),
      avro.Type.forSchema('long').toBuffer(0),
    ]);
    const plain = toPlain(maps, maps.fromBuffer(bytes)) as object;
    expect(Object.getPrototypeOf(plain)).toBe(Object.prototype);
    expect('polluted' in plain).toBe(false);
    expect('polluted' in {}).toBe(false);
  });
});
