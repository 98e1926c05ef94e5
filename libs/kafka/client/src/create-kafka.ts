import { type ConnectionOptions } from 'node:tls';
import kafkajs, { type Kafka, type RetryOptions, type SASLOptions } from 'kafkajs';
import { registerCodecs } from './codecs/index.js';
import { type KafkaLogger, logCreator } from './logger.js';

export interface KafkaSettings {
  /** `host:port`, at least one. */
  readonly brokers: readonly string[];
  /** What the broker sees in its logs and quotas. */
  readonly clientId: string;
  /** Where kafkajs' own log lines go; absent: nowhere. */
  readonly logger?: KafkaLogger;
  /** TLS, e.g. with certificates for mTLS. */
  readonly ssl?: ConnectionOptions | boolean;
  readonly sasl?: SASLOptions;
}

/**
 * Retries of one request, in milliseconds, spelled out because kafkajs takes other defaults when `NODE_ENV` is `test`.
 * About six seconds altogether: what lasts longer is the caller's to wait for, with its heartbeats kept.
 */
export const requestRetries: RetryOptions = {
  initialRetryTime: 100,
  maxRetryTime: 2_000,
  factor: 0.2,
  multiplier: 2,
  retries: 6,
};

/** A kafkajs client with every codec registered, its logs routed and its retries explicit. Connects to nothing yet. */
export function createKafka(settings: KafkaSettings): Kafka {
  registerCodecs();
  return new kafkajs.Kafka({
    brokers: [...settings.brokers],
    clientId: settings.clientId,
    connectionTimeout: 3_000,
    requestTimeout: 30_000,
    retry: requestRetries,
    logLevel: kafkajs.logLevel.INFO,
    logCreator: logCreator(settings.logger),
    ...(settings.ssl === undefined ? {} : { ssl: settings.ssl }),
    ...(settings.sasl === undefined ? {} : { sasl: settings.sasl }),
  });
}
