import { describe, expect, it } from '@jest/globals';
import { readBatch, runsOf } from './batch-records.js';

const message = (offset: number) => ({
  offset: String(offset),
  key: null,
  value: Buffer.from('v'),
  headers: undefined,
  timestamp: '1700000000000',
  attributes: 0,
  size: 1,
});
type Batch = Parameters<typeof readBatch>[0];
const batch = (offsets: number[], last: number, extra = {}): Batch =>
  ({ messages: offsets.map(message), lastOffset: () => String(last), ...extra }) as unknown as Batch;

describe('readBatch', () => {
  it('goes on behind what Kafka keeps for itself', () => {
    const read = readBatch(batch([4, 5], 6, { fetchedOffset: '3' }));
    expect(read).toMatchObject({ fetchedOffset: 3n, nextOffset: 7n });
    expect(read.records[0]).toEqual({
      offset: 4n,
      key: null,
      value: Buffer.from('v'),
      headers: {},
      timestamp: 1_700_000_000_000,
    });
  });

  it('takes the first record for the offset asked for when the client does not say', () => {
    expect(readBatch(batch([4], 4)).fetchedOffset).toBe(4n);
  });
});

describe('runsOf', () => {
  it('cuts records without losing one, and each run goes on where the next begins', () => {
    const runs = [...runsOf(readBatch(batch([1, 2, 5, 6, 8], 9)), 2)];
    expect(runs.map(({ records }) => records.map(({ offset }) => Number(offset)))).toEqual([
      [1, 2],
      [5, 6],
      [8],
    ]);
    expect(runs.map(({ nextOffset }) => nextOffset)).toEqual([5n, 8n, 10n]);
  });
});
