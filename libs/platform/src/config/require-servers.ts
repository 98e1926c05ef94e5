import { type ServerConfig, type ThroughlineConfig } from './config.js';
import { ConfigError } from './errors.js';

const remedy =
  'is not set: give it, or use `npx throughline start` or `npm run local`, which start the servers on this machine';

/**
 * Narrows to a configuration that names Kafka, the registry and PostgreSQL.
 *
 * @throws ConfigError naming each of the three that is missing.
 */
export const requireServers = (config: ThroughlineConfig): ServerConfig => {
  const { kafka, registryUrl, databaseUrl } = config;
  const { brokers } = kafka;
  if (brokers !== undefined && registryUrl !== undefined && databaseUrl !== undefined) {
    return { ...config, kafka: { ...kafka, brokers }, registryUrl, databaseUrl };
  }
  const missing = [
    ...(brokers === undefined ? ['THROUGHLINE_KAFKA_BROKERS'] : []),
    ...(registryUrl === undefined ? ['THROUGHLINE_REGISTRY_URL'] : []),
    ...(databaseUrl === undefined ? ['THROUGHLINE_DATABASE_URL'] : []),
  ];
  throw new ConfigError(missing.map((variable) => ({ variable, message: remedy })));
};
