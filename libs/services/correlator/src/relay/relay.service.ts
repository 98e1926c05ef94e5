import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type BeforeApplicationShutdown,
} from '@nestjs/common';
import { type EventStore } from '@throughline/event-store-port';
import { readRelayLag, Relay } from '@throughline/event-store-relay';
import { createOutputs, type Kafka, type Outputs } from '@throughline/kafka-client';
import { createWire, Registry } from '@throughline/kafka-wire';
import {
  CONFIG,
  EVENT_STORE,
  FatalErrors,
  HealthRegistry,
  KAFKA,
  type Logger,
  LOGGER,
  Metrics,
  POOL,
  type ServerConfig,
} from '@throughline/platform';
import { type Pool } from 'pg';
import { relayOutputs } from './relay-outputs.js';

/** Publishes the event store to the output topics. One relay of all processes is active, the others stand by. */
@Injectable()
export class RelayService
  implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  private readonly relay: Relay;
  private readonly outputs: Outputs<'incidentEvents' | 'postmortems'>;

  constructor(
    @Inject(CONFIG) config: ServerConfig,
    @Inject(POOL) pool: Pool,
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(KAFKA) kafka: Kafka,
    @Inject(LOGGER) logger: Logger,
    metrics: Metrics,
    fatal: FatalErrors,
    health: HealthRegistry,
  ) {
    const prefix = config.kafka.topicPrefix;
    this.outputs = createOutputs(kafka, {
      prefix,
      outputs: { incidentEvents: 'incidentEvents', postmortems: 'postmortems' },
    });
    const wire = createWire(new Registry({ url: config.registryUrl }), prefix);
    const outputs = relayOutputs(this.outputs, wire, (category, events) =>
      metrics.eventsRelayed.inc({ category }, events),
    );
    this.relay = new Relay({
      databaseUrl: config.databaseUrl,
      pool,
      store,
      outputs,
      onFatal: fatal.reportFatal,
      onRetry: (err, delay) =>
        logger.warn({ err, delay, stage: 'relay' }, 'publishing failed and is tried again'),
    });
    health.register('relay', () => ({
      status: this.relay.state === 'stopped' ? 'down' : 'up',
      detail: { state: this.relay.state },
    }));
    metrics.onScrape(async () => {
      for (const [category, behind] of Object.entries(await readRelayLag(pool)))
        metrics.relayBehind.set({ category }, behind);
      metrics.horizonAge.set((await store.horizonAge()) / 1_000);
    });
  }

  onApplicationBootstrap(): void {
    this.relay.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.relay.stop();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.outputs.close();
  }
}
