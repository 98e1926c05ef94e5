import { describe, expect, it } from '@jest/globals';
import { chunks } from './chunks.js';
import { type SerializedEvent } from './rows.js';

const event = (characters: number) => ({ data: 'x'.repeat(characters), metadata: '' }) as SerializedEvent;
const sizes = (events: SerializedEvent[]) => [...chunks(events)].map((chunk) => chunk.length);

describe('chunks', () => {
  it('hold 500 rows at most', () => {
    expect(sizes(Array.from({ length: 1001 }, () => event(1)))).toEqual([500, 500, 1]);
    expect(sizes(Array.from({ length: 500 }, () => event(1)))).toEqual([500]);
    expect(sizes([])).toEqual([]);
  });

  it('hold 4 million characters at most, but for one event that is larger', () => {
    expect(
      sizes([event(1), event(5_000_000), event(1), event(2_000_000), event(1_999_999), event(1)]),
    ).toEqual([1, 1, 3, 1]);
  });
});
