import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type pg from 'pg';
import { AppendHint } from './append-hint.js';

const query = jest.fn<() => Promise<void>>();
const pool = { query } as unknown as pg.Pool;

beforeEach(() => {
  jest.useFakeTimers();
  query.mockReset().mockResolvedValue(undefined);
});
afterEach(() => {
  jest.useRealTimers();
});

describe('AppendHint', () => {
  it('makes one notification of the calls inside of its time', async () => {
    const hint = new AppendHint(pool, 20);
    for (let call = 0; call < 100; call++) hint.give();
    await jest.advanceTimersByTimeAsync(19);
    expect(query).toHaveBeenCalledTimes(0);
    await jest.advanceTimersByTimeAsync(1);
    expect(query).toHaveBeenCalledTimes(1);
    hint.give();
    await jest.advanceTimersByTimeAsync(20);
    expect(query).toHaveBeenCalledTimes(2);
  });

  it('goes on after a notification that failed', async () => {
    query.mockRejectedValueOnce(new Error('away'));
    const hint = new AppendHint(pool, 20);
    hint.give();
    await jest.advanceTimersByTimeAsync(20);
    hint.give();
    await jest.advanceTimersByTimeAsync(20);
    expect(query).toHaveBeenCalledTimes(2);
    await expect(hint.close()).resolves.toBeUndefined();
  });

  it('gives none once it is closed', async () => {
    const hint = new AppendHint(pool, 20);
    hint.give();
    await hint.close();
    hint.give();
    await jest.advanceTimersByTimeAsync(100);
    expect(query).toHaveBeenCalledTimes(0);
  });
});
