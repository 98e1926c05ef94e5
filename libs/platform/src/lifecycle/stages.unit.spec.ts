import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { Metrics } from '../metrics/metrics.js';
import { healthOf, observerOf } from './stages.js';

const status = (state: 'starting' | 'running' | 'retrying' | 'stopped' | 'dead', since = 0) => ({
  groupId: 'g',
  state,
  since,
  assigned: [{ topic: 't', partition: 0 }],
  lag: new Map(),
  lastBatchAt: null,
  restarts: 2,
  reason: 'why',
});

describe('healthOf', () => {
  it.each([
    ['running', 0, 'up'],
    ['retrying', 9_999, 'up'],
    ['retrying', 10_000, 'down'],
    ['starting', 0, 'down'],
    ['stopped', 0, 'down'],
    ['dead', 0, 'down'],
  ] as const)('of a consumer that is %s for %d ms is %s', (state, now, expected) => {
    expect(healthOf(status(state), now)).toEqual({
      status: expected,
      detail: { state, reason: 'why', partitions: 1, restarts: 2 },
    });
  });
});

describe('observerOf', () => {
  const lines: Record<string, unknown>[] = [];
  const logger = pino(
    { level: 'debug' },
    { write: (line: string) => void lines.push(JSON.parse(line) as never) },
  );

  it('counts batches, lag and retries by stage, and logs what is amiss', async () => {
    const metrics = new Metrics();
    const observer = observerOf('intake', logger, metrics);
    observer.batch({ topic: 't', partition: 3, records: 5, ms: 20, lag: 7 });
    observer.retry({ topic: 't', partition: 3, attempt: 1, delay: 250, error: new Error('away') });
    observer.gap({ topic: 't', partition: 3, wanted: 4n, found: 9n });
    const text = await metrics.registry.metrics();
    expect(text).toContain('throughline_consumer_lag_records{stage="intake",topic="t",partition="3"} 7');
    expect(text).toContain('throughline_batch_retries_total{stage="intake"} 1');
    expect(text).toContain('throughline_batch_size_records_sum{stage="intake"} 5');
    expect(lines.map(({ level, stage, wanted }) => [level, stage, wanted])).toEqual([
      [20, 'intake', undefined],
      [40, 'intake', undefined],
      [50, 'intake', '4'],
    ]);
  });
});
