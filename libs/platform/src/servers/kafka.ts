import { createKafka, type Kafka } from '@throughline/kafka-client';
import { type KafkaTls, type ServerConfig } from '../config/config.js';
import { type Logger } from '../logging/logger.js';

const tlsOptions = ({ ca, certificate, key }: KafkaTls) => ({
  ...(ca !== undefined && { ca }),
  ...(certificate !== undefined && { cert: certificate }),
  ...(key !== undefined && { key }),
});

/** The process's Kafka client, from the configuration. Connects to nothing yet. */
export const kafkaOf = ({ kafka }: ServerConfig, logger: Logger): Kafka =>
  createKafka({
    brokers: kafka.brokers,
    clientId: kafka.clientId,
    logger: logger.child({ part: 'kafka' }),
    ...(kafka.tls !== undefined && { ssl: tlsOptions(kafka.tls) }),
    ...(kafka.sasl !== undefined && { sasl: kafka.sasl }),
  });
