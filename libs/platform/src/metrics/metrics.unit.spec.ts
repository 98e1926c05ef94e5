import { describe, expect, it } from '@jest/globals';
import { Metrics } from './metrics.js';

describe('Metrics', () => {
  it('has the names that dashboards know', async () => {
    const names = (await new Metrics().registry.getMetricsAsJSON()).map(({ name }) => name);
    expect(names.filter((name) => name.startsWith('throughline_')).sort()).toEqual([
      'throughline_batch_duration_seconds',
      'throughline_batch_retries_total',
      'throughline_batch_size_records',
      'throughline_consumer_lag_records',
      'throughline_dead_letters_total',
      'throughline_event_store_horizon_age_seconds',
      'throughline_events_appended_total',
      'throughline_events_relayed_total',
      'throughline_http_request_duration_seconds',
      'throughline_open_incidents',
      'throughline_outcomes_total',
      'throughline_relay_behind_events',
    ]);
  });

  it('looks values up at a scrape, and gives the rest when one cannot be had', async () => {
    const metrics = new Metrics();
    metrics.onScrape(() => Promise.reject(new Error('away')));
    metrics.onScrape(() => {
      metrics.horizonAge.set(42);
      return Promise.resolve();
    });
    expect(await metrics.text()).toContain('throughline_event_store_horizon_age_seconds 42');
  });
});
