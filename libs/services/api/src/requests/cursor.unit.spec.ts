import { describe, expect, it } from '@jest/globals';
import { ProblemError } from '@throughline/platform';
import fc from 'fast-check';
import { decodeCursor, encodeCursor, listKey } from './cursor.js';

const key = listKey('incidents', ['-openedAt', { status: ['open'] }]);

describe('a cursor', () => {
  it('gives back the position that it was made of', () => {
    const part = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 100 }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    );
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (position) => {
        expect(JSON.stringify(decodeCursor(key, encodeCursor(key, position)))).toBe(JSON.stringify(position));
      }),
    );
  });

  it('is refused by another list', () => {
    const other = listKey('incidents', ['-openedAt', { status: ['resolved'] }]);
    expect(() => decodeCursor(other, encodeCursor(key, ['x']))).toThrow(/another list/);
  });

  it('is refused, and nothing worse, whatever it is', () => {
    const forged = fc
      .json()
      .map((json) => `${listKey('other', [])}.${Buffer.from(json).toString('base64url')}`);
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), forged), (given) => {
        expect(() => decodeCursor(key, given)).toThrow(ProblemError);
      }),
    );
  });
});
