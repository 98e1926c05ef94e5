import { describe, expect, it } from '@jest/globals';
import { topicKeys } from '@throughline/contracts';
import { lagOf } from './offsets.js';
import { maxRecordBytes, topicPlans } from './topic-plan.js';

describe('topicPlans', () => {
  const plans = topicPlans({ prefix: 'p.', partitions: 6, replicationFactor: 3 });
  const setting = (topic: string, name: string) =>
    plans.find((plan) => plan.topic === topic)?.configEntries.find((entry) => entry.name === name)?.value;

  it('plans every topic of the contract, none compacted', () => {
    expect(plans).toHaveLength(topicKeys.length);
    expect(plans.every((plan) => setting(plan.topic, 'cleanup.policy') === 'delete')).toBe(true);
    expect(plans.every((plan) => plan.numPartitions === 6 && plan.replicationFactor === 3)).toBe(true);
  });

  it('lets a value of 5 MB be dead-lettered', () => {
    expect(Number(setting('p.dead-letters.v1', 'max.message.bytes'))).toBe(maxRecordBytes);
    expect(maxRecordBytes).toBeGreaterThan(5 * 1024 * 1024 + 100_000);
  });

  it('keeps the log for a year and the public history for ever, and writes on while one replica is away', () => {
    expect(Number(setting('p.signals.v1', 'retention.ms'))).toBe(365 * 24 * 3_600_000);
    expect(setting('p.incident-events.v1', 'retention.ms')).toBe('-1');
    expect(setting('p.alerts.v1', 'min.insync.replicas')).toBe('2');
  });
});

describe('lagOf', () => {
  const range = { partition: 0, low: 10n, high: 15n };
  it.each([
    [null, 5n],
    [3n, 5n],
    [12n, 3n],
    [15n, 0n],
    [20n, 0n],
  ])('at %s is %s', (position, lag) => {
    expect(lagOf(range, position)).toBe(lag);
  });
});
