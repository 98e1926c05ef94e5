import { describe, expect, it } from '@jest/globals';
import { type InputPartitionProgress } from './input-progress.js';
import { TickClock } from './tick-clock.js';
import { Ticker } from './ticker.js';

const given = (options: {
  readonly now: number;
  readonly pending: readonly (number | null)[];
  readonly progress?: readonly InputPartitionProgress[];
}) => {
  const written: { readonly partitions: readonly number[]; readonly at: number }[] = [];
  let asked = 0;
  const ticker = new Ticker({
    now: () => options.now,
    clock: new TickClock(0),
    progress: () => {
      asked += 1;
      return Promise.resolve(options.progress ?? []);
    },
    partitions: () => options.pending.map((since, partition) => ({ partition, pendingSince: () => since })),
    write: (partitions, at) => {
      written.push({ partitions, at });
      return Promise.resolve();
    },
  });
  return { ticker, written, asked: () => asked };
};

describe('Ticker', () => {
  it('writes to the partitions in which something is due, and to no other', async () => {
    const { ticker, written } = given({ now: 5_000, pending: [null, 4_000, 6_000, 5_000] });
    await ticker.run();
    expect(written).toEqual([{ partitions: [1, 3], at: 5_000 }]);
  });

  it('asks nobody while nothing is due', async () => {
    const { ticker, written, asked } = given({ now: 5_000, pending: [null, 6_000] });
    await ticker.run();
    expect(written).toEqual([]);
    expect(asked()).toBe(0);
  });

  it('does not let a stalled intake make its backlog late', async () => {
    const { ticker, written } = given({
      now: 50_000,
      pending: [1_000],
      progress: [{ lag: 10n, recordTime: 900 }],
    });
    await ticker.run();
    expect(written).toEqual([]);
  });

  it('says the time of the last record read while intake is behind', async () => {
    const { ticker, written } = given({
      now: 50_000,
      pending: [1_000],
      progress: [{ lag: 10n, recordTime: 2_000 }],
    });
    await ticker.run();
    expect(written).toEqual([{ partitions: [0], at: 2_000 }]);
  });
});
