import { describe, expect, it } from '@jest/globals';
import { SendsInFlight } from './sends-in-flight.js';

const deferred = () => Promise.withResolvers<undefined>();

describe('SendsInFlight', () => {
  it('waits for the oldest when there are too many', async () => {
    const sends = new SendsInFlight(1);
    const [first, second] = [deferred(), deferred()];
    await sends.add(first.promise);
    let added = false;
    const adding = sends.add(second.promise).then(() => (added = true));
    await Promise.resolve();
    expect(added).toBe(false);
    first.resolve(undefined);
    await adding;
    second.resolve(undefined);
    await sends.settled();
  });

  it('throws a failure only when nothing is under way any more', async () => {
    const sends = new SendsInFlight(2);
    const [first, second] = [deferred(), deferred()];
    await sends.add(first.promise);
    await sends.add(second.promise);
    let settled = false;
    const all = sends.settled().finally(() => (settled = true));
    first.reject(new Error('refused'));
    await Promise.resolve();
    expect(settled).toBe(false);
    second.resolve(undefined);
    await expect(all).rejects.toThrow('refused');
  });
});
