import { describe, expect, it } from '@jest/globals';
import { forwardedUpTo } from './input-progress.js';
import { stallLimit, TickClock } from './tick-clock.js';

describe('forwardedUpTo', () => {
  it('is now when intake has no lag', () => {
    expect(forwardedUpTo(1000, [{ lag: 0n, recordTime: 5 }])).toBe(1000);
    expect(forwardedUpTo(1000, [])).toBe(1000);
  });

  it('is the last record read on the partition that is furthest behind', () => {
    const progress = [
      { lag: 3n, recordTime: 700 },
      { lag: 1n, recordTime: 400 },
      { lag: 0n, recordTime: 100 },
    ];
    expect(forwardedUpTo(1000, progress)).toBe(400);
  });

  it('never runs ahead of now, whatever the producers stamp', () => {
    expect(forwardedUpTo(1000, [{ lag: 1n, recordTime: 99_999 }])).toBe(1000);
  });

  it('is the beginning of time when a lagging partition was never read', () => {
    expect(forwardedUpTo(1000, [{ lag: 1n, recordTime: null }])).toBe(0);
  });
});

describe('TickClock', () => {
  it('says each time once and never goes back', () => {
    const clock = new TickClock(0);
    expect(clock.advance(1000, 1000)).toBe(1000);
    expect(clock.advance(2000, 1000)).toBeUndefined();
    expect(clock.advance(3000, 500)).toBeUndefined();
    expect(clock.advance(4000, 3500)).toBe(3500);
  });

  it('lets time pass when intake stands still for the stall limit', () => {
    const clock = new TickClock(0);
    expect(clock.advance(1000, 900)).toBe(900);
    expect(clock.advance(stallLimit, 900)).toBeUndefined();
    expect(clock.advance(1000 + stallLimit, 900)).toBe(1000 + stallLimit);
  });

  it('measures a stall only while something waits', () => {
    const clock = new TickClock(0);
    clock.rest(10 * stallLimit);
    expect(clock.advance(10 * stallLimit + 1_000, 500)).toBe(500);
    expect(clock.advance(10 * stallLimit + 2_000, 500)).toBeUndefined();
  });
});
