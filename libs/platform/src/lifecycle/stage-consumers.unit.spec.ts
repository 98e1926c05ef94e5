import { describe, expect, it } from '@jest/globals';
import { type ConsumerStatus } from '@throughline/kafka-transport';
import { consumerHealth } from './stage-consumers.js';

const status = (state: ConsumerStatus['state'], since = 0): ConsumerStatus => ({
  groupId: 'g',
  state,
  since,
  assigned: [],
  lag: new Map(),
  lastBatchAt: null,
  restarts: 0,
  reason: null,
});

describe('consumerHealth', () => {
  it.each([
    ['running', 'up'],
    ['starting', 'down'],
    ['stopped', 'down'],
    ['dead', 'down'],
  ] as const)('%s is %s', (state, expected) => {
    expect(consumerHealth(status(state), 0).status).toBe(expected);
  });

  it('bears a moment of retrying and no more', () => {
    expect(consumerHealth(status('retrying', 1_000), 10_000).status).toBe('up');
    expect(consumerHealth(status('retrying', 1_000), 20_000).status).toBe('down');
  });
});
