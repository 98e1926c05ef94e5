import { describe, expect, it } from '@jest/globals';
import { HealthRegistry, type PartHealth } from './health-registry.js';

const running = (options = {}): HealthRegistry => {
  const registry = new HealthRegistry({ freshFor: -1, ...options });
  registry.started();
  return registry;
};

describe('HealthRegistry', () => {
  it('is not ready before the start and never again after the stop', async () => {
    const registry = new HealthRegistry({ freshFor: -1 });
    expect((await registry.report()).ready).toBe(false);
    registry.started();
    expect((await registry.report()).ready).toBe(true);
    registry.stopping();
    registry.started();
    expect(await registry.report()).toMatchObject({
      ready: false,
      parts: { process: { detail: { phase: 'stopping' } } },
    });
  });

  it('is not ready while a part is down, says which, and recovers by itself', async () => {
    const registry = running();
    let cart: PartHealth = { status: 'down', detail: { reason: 'dead' } };
    registry.register('cart', () => cart);
    registry.register('other', () => ({ status: 'up' }));
    expect(await registry.report()).toMatchObject({
      ready: false,
      parts: { cart: { status: 'down', detail: { reason: 'dead' } }, other: { status: 'up' } },
    });
    cart = { status: 'up' };
    expect((await registry.report()).ready).toBe(true);
  });

  it('takes a check that throws, rejects or hangs as down', async () => {
    const registry = running({ timeout: 5 });
    registry.register('throws', () => {
      throw new Error('no');
    });
    registry.register('rejects', () => Promise.reject(new Error('never')));
    registry.register('hangs', () => new Promise(() => undefined));
    const { parts } = await registry.report();
    expect(parts.throws).toEqual({ status: 'down', detail: { reason: 'no' } });
    expect(parts.rejects).toEqual({ status: 'down', detail: { reason: 'never' } });
    expect(parts.hangs).toEqual({ status: 'down', detail: { reason: 'no answer within 5 ms' } });
  });

  it('asks once for callers that come together, and again when the answer is old', async () => {
    let now = 0;
    let asked = 0;
    const registry = running({ freshFor: 100, now: () => now });
    registry.register('part', () => {
      asked++;
      return { status: 'up' };
    });
    await Promise.all([registry.report(), registry.report()]);
    now = 100;
    await registry.report();
    expect(asked).toBe(1);
    now = 201;
    await registry.report();
    expect(asked).toBe(2);
  });

  it('refuses two parts of one name', () => {
    const registry = running();
    registry.register('part', () => ({ status: 'up' }));
    expect(() => {
      registry.register('part', () => ({ status: 'up' }));
    }).toThrow(/part/);
  });
});
