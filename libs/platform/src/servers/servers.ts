import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type PostgresEventStore } from '@throughline/event-store-postgres';
import { type Kafka } from '@throughline/kafka-client';
import { type Pool } from 'pg';
import { type ServerConfig } from '../config/config.js';
import { HealthRegistry } from '../health/health-registry.js';
import { Metrics } from '../metrics/metrics.js';
import { CONFIG, EVENT_STORE, KAFKA, POOL } from '../tokens.js';
import { KafkaCheck, postgresCheck, registryCheck } from './server-checks.js';

/** The clients of the three servers: their part in readiness, and their end after everything that uses them has drained. */
@Injectable()
export class Servers implements OnApplicationShutdown {
  private readonly kafkaCheck: KafkaCheck;

  constructor(
    @Inject(CONFIG) private readonly config: ServerConfig,
    @Inject(POOL) private readonly pool: Pool,
    @Inject(KAFKA) kafka: Kafka,
    @Inject(EVENT_STORE) store: PostgresEventStore,
    private readonly health: HealthRegistry,
    metrics: Metrics,
  ) {
    this.kafkaCheck = new KafkaCheck(kafka);
    health.register('postgresql', postgresCheck(pool));
    metrics.onScrape(async () => {
      metrics.horizonAge.set((await store.horizonAge()) / 1000);
    });
  }

  /** For processes that consume: without the log and its schemas they do nothing. The API alone answers without. */
  needLog(): void {
    this.health.register('kafka', this.kafkaCheck.check);
    this.health.register('registry', registryCheck(this.config.registryUrl));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.kafkaCheck.close();
    await this.pool.end();
  }
}
