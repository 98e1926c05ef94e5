import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { chunks, sizeOf, type OutputRecord } from './chunks.js';

const record = (bytes: number): OutputRecord => ({ key: 'k', value: Buffer.alloc(bytes) });
const records = fc.array(fc.nat(200).map(record), { maxLength: 60 });
const limits = fc.record({
  maxRecords: fc.integer({ min: 1, max: 10 }),
  maxBytes: fc.integer({ min: 1, max: 600 }),
});

describe('chunks', () => {
  it('keeps every record in order, and stays within both limits unless a record is alone', () => {
    fc.assert(
      fc.property(records, limits, (all, limit) => {
        const cut = [...chunks(all, limit)];
        expect(cut.flat()).toEqual(all);
        for (const chunk of cut) {
          expect(chunk.length).toBeGreaterThan(0);
          expect(chunk.length).toBeLessThanOrEqual(limit.maxRecords);
          const bytes = chunk.reduce((sum, each) => sum + sizeOf(each), 0);
          expect(chunk.length === 1 || bytes <= limit.maxBytes).toBe(true);
        }
      }),
    );
  });

  it('counts key, value and headers', () => {
    const bare = sizeOf({ key: null, value: null });
    expect(sizeOf({ key: 'ab', value: Buffer.alloc(5), headers: { h: 'é' } })).toBe(
      bare + 2 + 5 + 1 + 2 + 10,
    );
  });
});
