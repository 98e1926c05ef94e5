import { describe, expect, it } from '@jest/globals';
import { until } from './until.js';

describe('until', () => {
  it('resolves with the first truthy answer', async () => {
    let asked = 0;
    expect(
      await until(() => (++asked === 3 ? 'there' : undefined), { what: 'the third time', everyMs: 1 }),
    ).toBe('there');
    expect(asked).toBe(3);
  });

  it('says what it waited for', async () => {
    const never = until(() => false, { what: 'the end of time', timeoutMs: 5, everyMs: 1 });
    await expect(never).rejects.toThrow('Waited 0.005 s for the end of time.');
  });

  it('asks again after an error and gives the last one as the cause', async () => {
    const broken = until(() => Promise.reject(new Error('refused')), {
      what: 'a server',
      timeoutMs: 5,
      everyMs: 1,
    });
    await expect(broken).rejects.toMatchObject({
      message: 'Waited 0.005 s for a server: refused',
      cause: new Error('refused'),
    });
  });
});
