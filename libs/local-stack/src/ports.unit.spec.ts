import { describe, expect, it } from '@jest/globals';
import { PortChooser, type PortPreferences } from './ports.js';

/** A machine on which the given ports are taken, and which hands out free ones from 50000. */
function chooser(taken: number[], ...preferences: PortPreferences[]): PortChooser {
  let next = 50_000;
  return new PortChooser(preferences, {
    isFree: (port) => Promise.resolve(!taken.includes(port)),
    anyFree: () => Promise.resolve(next++),
  });
}

describe('the choice of ports', () => {
  it('takes the first preference', async () => {
    expect(await chooser([], { kafka: 19_092 }, { kafka: 9092 }).choose('kafka')).toBe(19_092);
  });

  it('falls back preference by preference, then to any free port', async () => {
    expect(await chooser([19_092], { kafka: 19_092 }, { kafka: 9092 }).choose('kafka')).toBe(9092);
    expect(await chooser([19_092, 9092], { kafka: 19_092 }, { kafka: 9092 }).choose('kafka')).toBe(50_000);
  });

  it('gives no port twice, also not to the part that had it and found it taken', async () => {
    const ports = chooser([], { kafka: 9092, registry: 9092 });
    const given = await Promise.all([ports.choose('kafka'), ports.choose('registry'), ports.choose('kafka')]);
    expect(new Set(given).size).toBe(3);
    expect(given).toContain(9092);
  });

  it('keeps a free port that another part prefers for that part', async () => {
    const ports = chooser([], { registry: 50_000 });
    expect(await ports.choose('kafka')).toBe(50_001);
    expect(await ports.choose('registry')).toBe(50_000);
  });
});
