import { isHomeInUse, type LocalStack, startLocalStack, type StackProgress } from '@throughline/local-stack';
import { type ServerConfig, type ThroughlineConfig } from '@throughline/platform';
import { CliError } from '../errors.js';
import { tell } from '../terminal/output.js';

/** Where Kafka, the registry and PostgreSQL are, and the local stack when it is part of that. */
export interface Servers {
  readonly config: ServerConfig;
  readonly stack: LocalStack | undefined;
}

const complete = (config: ThroughlineConfig): ServerConfig | undefined => {
  const { kafka, registryUrl, databaseUrl } = config;
  const { brokers } = kafka;
  if (brokers === undefined || registryUrl === undefined || databaseUrl === undefined) return undefined;
  return { ...config, kafka: { ...kafka, brokers }, registryUrl, databaseUrl };
};

/** The configured servers, those that are not configured on the local stack, which is started when it does not run. */
export async function startServers(
  config: ThroughlineConfig,
  onProgress: (event: StackProgress) => void,
): Promise<Servers> {
  const own = complete(config);
  if (own !== undefined) return { config: own, stack: undefined };
  const stack = await startLocalStack({ home: config.home, reuse: true, onProgress });
  return { config: onStack(config, stack), stack };
}

/** The same for a command that talks to what runs already; refuses with what to start when nothing does. */
export async function findServers(config: ThroughlineConfig): Promise<ServerConfig> {
  const own = complete(config);
  if (own !== undefined) return own;
  if (!(await isHomeInUse(config.home))) {
    throw new CliError(
      `Nothing runs in ${config.home}. Start it with \`npm start\` (everything) or \`npm run local\` (Kafka, registry and PostgreSQL), or name your own servers by ` +
        'THROUGHLINE_KAFKA_BROKERS, THROUGHLINE_REGISTRY_URL and THROUGHLINE_DATABASE_URL.',
    );
  }
  return onStack(config, await startLocalStack({ home: config.home, reuse: true }));
}

function onStack(config: ThroughlineConfig, { settings }: LocalStack): ServerConfig {
  const { kafka } = config;
  return {
    ...config,
    kafka: { ...kafka, brokers: kafka.brokers ?? settings.brokers.split(',') },
    registryUrl: config.registryUrl ?? settings.registryUrl,
    databaseUrl: config.databaseUrl ?? settings.databaseUrl,
  };
}

/** The local stack's progress as lines for a person. */
export const tellProgress = ({ step, detail, done }: StackProgress): void => {
  if (done === true) tell(`  ✓ ${step}${detail === undefined ? '' : `  ${detail}`}`);
  else if (detail !== undefined) tell(`    ${step}: ${detail}`);
};
