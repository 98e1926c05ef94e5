import { describe, expect, it } from '@jest/globals';
import { member } from '../fixtures.spec-support.js';
import { leadOf } from './lead.js';
import { noTally, tallied } from './tally.js';
import { incidentTitle } from './title.js';

const titleOf = (...members: Parameters<typeof member>[]) => {
  const list = members.map((args) => member(...args));
  return incidentTitle(leadOf(list), tallied(noTally, list));
};

describe('a title', () => {
  it('names the worst, earliest signal', () => {
    expect(
      titleOf(
        ['a', { severity: 'warning', name: 'Slow' }],
        ['b', { severity: 'critical', name: 'Down', service: 'db', occurredAt: 2 }],
        ['c', { severity: 'critical', name: 'Later', occurredAt: 3 }],
      ),
    ).toBe('db: Down and 2 more alerts on 2 services');
  });

  it('is short for one alert', () => {
    expect(titleOf(['a'])).toBe('checkout: HighErrorRate');
    expect(titleOf(['a', { service: null }])).toBe('HighErrorRate');
  });

  it('says log lines and signals when they are not alerts', () => {
    const log = { kind: 'log', status: null } as const;
    expect(titleOf(['a', log], ['b', log])).toBe('checkout: HighErrorRate and 1 more log line');
    expect(titleOf(['a'], ['b', log], ['c'])).toBe('checkout: HighErrorRate and 2 more signals');
  });

  it('stays readable with an endless name', () => {
    expect(titleOf(['a', { name: 'x'.repeat(5000) }]).length).toBeLessThan(150);
  });
});
