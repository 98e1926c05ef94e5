import { describe, expect, it } from '@jest/globals';
import { place } from './placement.js';

const partition = { topic: 't', partition: 0 };
const range = { low: 10n, high: 20n };

describe('place', () => {
  it.each([
    ['where the effects end', 15n, { next: 15n, missing: false }],
    ['at the end of the log', 20n, { next: 20n, missing: false }],
    ['at the start of the log', 10n, { next: 10n, missing: false }],
    ['at the start when nothing was ever stored', undefined, { next: 10n, missing: false }],
    ['at the start, with a gap, when retention was faster', 9n, { next: 10n, missing: true }],
  ])('goes on %s', (_, stored, expected) => {
    expect(place(partition, stored, range)).toEqual(expected);
  });

  it('refuses to go on beyond the log', () => {
    expect(() => place(partition, 21n, range)).toThrow(
      expect.objectContaining({ code: 'offset-beyond-log', retriable: false }),
    );
  });
});
