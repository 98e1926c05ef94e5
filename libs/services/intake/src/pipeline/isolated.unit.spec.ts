import { describe, expect, it } from '@jest/globals';
import { isolated } from './isolated.js';
import { ok } from './step-result.js';

const failing = (failures: number, error: unknown) => {
  let left = failures;
  return () => {
    if (left-- > 0) throw error;
    return ok('done');
  };
};

describe('isolated', () => {
  it('passes a result on', async () => {
    await expect(isolated(failing(0, null), () => undefined)).resolves.toEqual(ok('done'));
  });

  it('tries a defect again, for it may have been the moment', async () => {
    await expect(isolated(failing(2, new TypeError('x')), () => undefined)).resolves.toEqual(ok('done'));
  });

  it('makes a dead letter of what fails for the third time, tells of it once and keeps the data out of the reason', async () => {
    const told: unknown[] = [];
    const defect = new TypeError('cannot read "hunter2"');
    const result = await isolated(failing(3, defect), (error) => told.push(error));
    expect(result).toMatchObject({ ok: false, reason: 'processing-failed' });
    expect(JSON.stringify(result)).not.toContain('hunter2');
    expect(told).toEqual([defect]);
  });

  it('takes a rejected promise like a throw', async () => {
    const result = await isolated(
      () => Promise.reject(new RangeError('deep')),
      () => undefined,
    );
    expect(result).toMatchObject({ ok: false, errors: [{ message: expect.stringContaining('RangeError') }] });
  });

  it('throws what is retriable on: the partition waits', async () => {
    const away = Object.assign(new Error('registry away'), { retriable: true });
    await expect(isolated(failing(1, away), () => undefined)).rejects.toBe(away);
  });
});
