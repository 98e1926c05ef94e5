import { describe, expect, it } from '@jest/globals';
import { avroType } from '../avro/avro-types.js';
import {
  deadLetterKey,
  fitForTopic,
  maxDeadLetterBytes,
  type OriginalRecord,
  toDeadLetter,
} from './dead-letter.js';

const record: OriginalRecord = {
  topic: 'p.alerts.v1',
  partition: 3,
  offset: 42n,
  timestamp: 1_000,
  key: Buffer.from('k'),
  value: Buffer.from([0, 1, 2]),
  headers: { one: 'x', two: [Buffer.from('y'), 'z'], none: undefined },
};

describe('toDeadLetter', () => {
  it('keeps everything that the record had', () => {
    const letter = toDeadLetter(record, 'truncated-avro', [{ path: '', message: 'm' }], 2_000);
    expect(letter).toEqual({
      origin: { topic: 'p.alerts.v1', partition: 3, offset: 42 },
      reason: 'truncated-avro',
      errors: [{ path: '', message: 'm' }],
      key: Buffer.from('k'),
      value: Buffer.from([0, 1, 2]),
      headers: [
        { key: 'one', value: Buffer.from('x') },
        { key: 'two', value: Buffer.from('y') },
        { key: 'two', value: Buffer.from('z') },
      ],
      recordTime: 1_000,
      deadLetteredAt: 2_000,
    });
    expect(deadLetterKey(letter)).toBe('p.alerts.v1/3/42');
    expect(avroType('deadLetters').isValid(letter)).toBe(true);
  });
});

describe('fitForTopic', () => {
  const letter = toDeadLetter({ ...record, value: Buffer.alloc(1_000, 7) }, 'not-json', [], 0);

  it('leaves alone what fits', () => {
    expect(fitForTopic(letter)).toBe(letter);
    const tombstone = toDeadLetter({ ...record, value: null }, 'tombstone', [], 0);
    expect(fitForTopic(tombstone, 100)).toBe(tombstone);
    expect(maxDeadLetterBytes).toBeGreaterThan(5 * 1024 * 1024);
  });

  it('cuts the value and says how long it was', () => {
    const fitted = fitForTopic(letter, 500);
    expect(fitted.value!.length).toBeLessThanOrEqual(500);
    expect(fitted.errors).toEqual([{ path: 'value', message: expect.stringContaining('1000 bytes') }]);
  });

  it('drops headers and key that alone are too much', () => {
    const heavy = toDeadLetter({ ...record, headers: { h: Buffer.alloc(900) } }, 'not-json', [], 0);
    const fitted = fitForTopic(heavy, 500);
    expect(fitted).toMatchObject({ key: null, headers: [], value: record.value });
    expect(fitted.errors[0]).toMatchObject({ path: 'headers' });
  });
});
