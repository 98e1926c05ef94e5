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

export interface Stage {
  /** The stage's name: of its `@BatchHandler`s, of its group behind the prefix, in logs and metrics. */
  readonly stage: string;
  /** Where its partitions go on. */
  readonly positions: Positions;
  /** Records handed over at once; the transport's default when absent. */
  readonly maxRecords?: number;
}

/** How long a consumer may try again before the process counts as not ready, ms: a partition that changes hands is no outage. */
const patience = 10_000;

/** What a consumer's status means for readiness. */
export function healthOf(
  { state, since, reason, assigned, restarts }: ConsumerStatus,
  now: number,
): PartHealth {
  const up = state === 'running' || (state === 'retrying' && now - since < patience);
  return { status: up ? 'up' : 'down', detail: { state, reason, partitions: assigned.length, restarts } };
}

/** A consumer's doings as logs and metrics; never what the records hold. */
export function observerOf(stage: string, logger: Logger, metrics: Metrics): ConsumerObserver {
  const log = logger.child({ stage });
  return {
    batch({ topic, partition, records, ms, lag }) {
      metrics.batchSize.observe({ stage }, records);
      metrics.batchSeconds.observe({ stage }, ms / 1_000);
      metrics.consumerLag.set({ stage, topic, partition }, lag);
      log.debug({ topic, partition, records, ms, lag }, 'batch');
    },
    retry({ topic, partition, attempt, delay, error }) {
      metrics.batchRetries.inc({ stage });
      log.warn({ topic, partition, attempt, delayMs: delay, err: error }, 'batch failed; trying again');
    },
    gap({ topic, partition, wanted, found }) {
      const range = { wanted: wanted.toString(), found: found.toString() };
      log.error({ topic, partition, ...range }, 'records were deleted before they were read');
    },
    warning(message, error) {
      log.warn({ err: error }, message);
    },
  };
}

/**
 * Makes the batch server of a stage and registers it, so that every consumer of the process logs, counts, reports its health and ends the process in
 * the same way. Call it once a stage, in its module's constructor.
 */
@Injectable()
export class Stages {
  constructor(
    @Inject(CONFIG) private readonly config: ServerConfig,
    @Inject(KAFKA) private readonly kafka: Kafka,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly metrics: Metrics,
    private readonly consumers: Consumers,
    private readonly fatal: FatalErrors,
  ) {}

  serve({ stage, positions, maxRecords }: Stage): KafkaBatchServer {
    const { groupPrefix, topicPrefix } = this.config.kafka;
    const strategy = new KafkaBatchServer({
      stage,
      positions,
      kafka: this.kafka,
      groupPrefix,
      topicPrefix,
      observer: observerOf(stage, this.logger, this.metrics),
      onFatal: this.fatal.reportFatal,
      ...(maxRecords !== undefined && { maxRecords }),
    });
    this.consumers.register({ stage, strategy, health: () => healthOf(strategy.consumerStatus, Date.now()) });
    return strategy;
  }
}
