import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

const latencyBuckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const sizeBuckets = [1, 5, 10, 50, 100, 250, 500, 1000, 2500, 5000];

/** How long a scrape waits for what is looked up, ms. */
const patience = 1_000;

/**
 * The process's metrics, one registry however many services it runs; `stage` tells them apart. Names are part of the public contract.
 * Node's own metrics keep the names that dashboards for Node know (`process_…`, `nodejs_…`).
 */
export class Metrics {
  readonly registry = new Registry();

  /** Records between the end of a partition and the position that was committed. */
  readonly consumerLag = this.gauge('throughline_consumer_lag_records', 'Records not processed yet', [
    'stage',
    'topic',
    'partition',
  ]);
  readonly batchSize = this.histogram(
    'throughline_batch_size_records',
    'Records a batch',
    ['stage'],
    sizeBuckets,
  );
  readonly batchSeconds = this.histogram(
    'throughline_batch_duration_seconds',
    'Time a batch took, transaction included',
    ['stage'],
    latencyBuckets,
  );
  readonly batchRetries = this.counter('throughline_batch_retries_total', 'Batches that were tried again', [
    'stage',
  ]);
  /** What became of records: stored, duplicate, late, dead-lettered… */
  readonly outcomes = this.counter('throughline_outcomes_total', 'Records by what became of them', [
    'stage',
    'outcome',
  ]);
  readonly deadLetters = this.counter('throughline_dead_letters_total', 'Records that could not be read', [
    'topic',
    'reason',
  ]);
  readonly eventsAppended = this.counter(
    'throughline_events_appended_total',
    'Events written to the event store',
    ['category', 'type'],
  );
  readonly eventsRelayed = this.counter(
    'throughline_events_relayed_total',
    'Events published from the event store',
    ['category'],
  );
  readonly relayBehind = this.gauge(
    'throughline_relay_behind_events',
    'Events stored and not published yet',
    ['category'],
  );
  /** How long the oldest open write transaction of the cluster holds readers of the event store back. */
  readonly horizonAge = this.gauge(
    'throughline_event_store_horizon_age_seconds',
    'Age of the event store horizon',
    [],
  );
  readonly openIncidents = this.gauge(
    'throughline_open_incidents',
    'Incidents that the partitions of this process hold',
    ['partition'],
  );
  readonly httpSeconds = this.histogram(
    'throughline_http_request_duration_seconds',
    'Time an HTTP request took',
    ['method', 'route', 'status'],
    latencyBuckets,
  );

  private readonly fillers: (() => Promise<void>)[] = [];

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** For values that are looked up: called at every scrape. One that fails or is late leaves its value of the last time. */
  onScrape(fill: () => Promise<void>): void {
    this.fillers.push(fill);
  }

  /** Prometheus' text of everything. */
  async text(): Promise<string> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, patience);
    });
    await Promise.race([Promise.allSettled(this.fillers.map((fill) => fill())), late]);
    clearTimeout(timer);
    return this.registry.metrics();
  }

  counter<const L extends readonly string[]>(name: string, help: string, labelNames: L): Counter<L[number]> {
    return new Counter<L[number]>({ name, help, labelNames: [...labelNames], registers: [this.registry] });
  }

  gauge<const L extends readonly string[]>(name: string, help: string, labelNames: L): Gauge<L[number]> {
    return new Gauge<L[number]>({ name, help, labelNames: [...labelNames], registers: [this.registry] });
  }

  histogram<const L extends readonly string[]>(
    name: string,
    help: string,
    labelNames: L,
    buckets: readonly number[],
  ): Histogram<L[number]> {
    return new Histogram<L[number]>({
      name,
      help,
      labelNames: [...labelNames],
      buckets: [...buckets],
      registers: [this.registry],
    });
  }
}
