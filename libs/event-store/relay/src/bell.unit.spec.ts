import { describe, expect, it } from '@jest/globals';
import { Bell } from './bell.js';

const long = 2 ** 30;
const never = new AbortController().signal;

describe('Bell', () => {
  it('wakes one who waits', async () => {
    const bell = new Bell();
    const waiting = bell.wait(long, never);
    bell.ring();
    await expect(waiting).resolves.toBeUndefined();
  });

  it('remembers one ring that met nobody', async () => {
    const bell = new Bell();
    bell.ring();
    bell.ring();
    await bell.wait(long, never);
    const woken: string[] = [];
    const waiting = bell.wait(long, never).then(() => woken.push('again'));
    await Promise.resolve();
    expect(woken).toEqual([]);
    bell.ring();
    await waiting;
  });

  it('lets go when the signal is aborted, and when the time has passed', async () => {
    await expect(new Bell().wait(long, AbortSignal.abort())).resolves.toBeUndefined();
    await expect(new Bell().wait(0, never)).resolves.toBeUndefined();
  });
});
