import { Inject, Injectable } from '@nestjs/common';
import { type Kafka } from '@throughline/kafka-client';
import {
  type ConsumerObserver,
  type ConsumerStatus,
  KafkaBatchServer,
  type Positions,
} from '@throughline/kafka-transport';
import { type ServerConfig } from '../config/config.js';
import { type PartHealth } from '../health/health-registry.js';
import { type Logger } from '../logging/logger.js';
import { Metrics } from '../metrics/metrics.js';
import { CONFIG, KAFKA, LOGGER } from '../tokens.js';
import { Consumers } from './consumers.js';
import { FatalErrors } from './fatal-errors.js';

/** How long a consumer may be without its broker or with a waiting partition before it is no longer ready, ms. */
const patience = 15_000;

/** Ready once it has joined its group; waiting a moment after a failure is part of the work, waiting long is not. */
export function consumerHealth(status: ConsumerStatus, now: number): PartHealth {
  const { state, since, reason, assigned, restarts } = status;
  const detail = { state, partitions: assigned.length, restarts, ...(reason !== null && { reason }) };
  const up = state === 'running' || (state === 'retrying' && now - since < patience);
  return { status: up ? 'up' : 'down', detail };
}

/** Gives a stage its batch server: with the process's Kafka client, logs, metrics, its part in readiness, and its way to end the process. */
@Injectable()
export class StageConsumers {
  constructor(
    @Inject(CONFIG) private readonly config: ServerConfig,
    @Inject(KAFKA) private readonly kafka: Kafka,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly metrics: Metrics,
    private readonly consumers: Consumers,
    private readonly fatal: FatalErrors,
  ) {}

  /** Call it while the stage's module is made, once a stage. */
  mount(stage: string, positions: Positions): KafkaBatchServer {
    const { topicPrefix, groupPrefix } = this.config.kafka;
    const server = new KafkaBatchServer({
      stage,
      kafka: this.kafka,
      topicPrefix,
      groupPrefix,
      positions,
      observer: this.observer(stage),
      onFatal: this.fatal.reportFatal,
    });
    this.consumers.register({
      stage,
      strategy: server,
      health: () => consumerHealth(server.consumerStatus, Date.now()),
    });
    return server;
  }

  private observer(stage: string): ConsumerObserver {
    const { metrics } = this;
    const logger = this.logger.child({ stage });
    return {
      batch: ({ topic, partition, records, ms, lag }) => {
        metrics.batchSize.observe({ stage }, records);
        metrics.batchSeconds.observe({ stage }, ms / 1_000);
        metrics.consumerLag.set({ stage, topic, partition: String(partition) }, lag);
      },
      retry: ({ error, ...failure }) => {
        metrics.batchRetries.inc({ stage });
        logger.warn({ err: error, ...failure }, 'a batch failed and is tried again');
      },
      gap: ({ topic, partition, wanted, found }) => {
        logger.error(
          { topic, partition, wanted: wanted.toString(), found: found.toString() },
          'records are missing: retention removed them before they were read',
        );
      },
      warning: (message, error) => logger.warn({ err: error }, message),
    };
  }
}
