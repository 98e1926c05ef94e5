import { resolve } from 'node:path';
import { type KafkaConfig, type KafkaSasl, type KafkaTls, type ThroughlineConfig } from './config.js';
import { ConfigError, type ConfigProblem } from './errors.js';
import { resolveSecretFiles, type Environment } from './secret-files.js';
import { settings, type Settings } from './settings.js';
import { warnOfUnknownVariables } from './unknown-variables.js';

const sasl = (read: Settings): KafkaSasl | undefined => {
  const mechanism = read.THROUGHLINE_KAFKA_SASL_MECHANISM;
  const username = read.THROUGHLINE_KAFKA_SASL_USERNAME;
  const password = read.THROUGHLINE_KAFKA_SASL_PASSWORD;
  return mechanism !== undefined && username !== undefined && password !== undefined
    ? { mechanism, username, password }
    : undefined;
};

const tls = (read: Settings): KafkaTls | undefined => {
  const material: KafkaTls = {
    ca: read.THROUGHLINE_KAFKA_TLS_CA,
    certificate: read.THROUGHLINE_KAFKA_TLS_CERTIFICATE,
    key: read.THROUGHLINE_KAFKA_TLS_KEY,
  };
  const given = Object.values(material).some((part) => part !== undefined);
  return (read.THROUGHLINE_KAFKA_TLS ?? given) ? material : undefined;
};

/** Settings of which all or none must be given. */
const together = [
  ['THROUGHLINE_KAFKA_SASL_MECHANISM', 'THROUGHLINE_KAFKA_SASL_USERNAME', 'THROUGHLINE_KAFKA_SASL_PASSWORD'],
  ['THROUGHLINE_KAFKA_TLS_CERTIFICATE', 'THROUGHLINE_KAFKA_TLS_KEY'],
] as const;

const missingPartners = (values: Readonly<Record<string, string>>): ConfigProblem[] =>
  together.flatMap((group) => {
    const given = group.filter((name) => values[name] !== undefined);
    if (given.length === 0) return [];
    return group
      .filter((name) => values[name] === undefined)
      .map((variable) => ({
        variable,
        message: `is not set but ${given.join(' and ')} is: give both or none`,
      }));
  });

const contradictions = (values: Readonly<Record<string, string>>): ConfigProblem[] =>
  values.THROUGHLINE_KAFKA_TLS === 'false' && values.THROUGHLINE_KAFKA_TLS_CA !== undefined
    ? [
        {
          variable: 'THROUGHLINE_KAFKA_TLS',
          message: 'is false but THROUGHLINE_KAFKA_TLS_CA is set: give true, or no certificates',
        },
      ]
    : [];

const oddities = (read: Settings): string[] =>
  read.THROUGHLINE_API_KEY !== undefined && read.THROUGHLINE_API_KEY.length < 16
    ? ['THROUGHLINE_API_KEY is shorter than 16 characters: it can be guessed']
    : [];

const kafka = (read: Settings): KafkaConfig => ({
  brokers: read.THROUGHLINE_KAFKA_BROKERS,
  clientId: read.THROUGHLINE_KAFKA_CLIENT_ID ?? 'throughline',
  topicPrefix: read.THROUGHLINE_TOPIC_PREFIX,
  groupPrefix: read.THROUGHLINE_GROUP_PREFIX,
  partitions: read.THROUGHLINE_PARTITIONS,
  sasl: sasl(read),
  tls: tls(read),
});

/**
 * Reads and checks every setting. Times and the working directory do not enter, except that `home` and files become absolute paths.
 *
 * @throws ConfigError naming each variable that is wrong, what is wrong with it and what would be right.
 */
export const loadConfig = (env: Environment = process.env): ThroughlineConfig => {
  const { values, problems } = resolveSecretFiles(env);
  const parsed = settings.safeParse(values);
  const wrong = (parsed.error?.issues ?? []).map((issue) => ({
    variable: String(issue.path[0]),
    message: issue.message,
  }));
  const unreadable = new Set(problems.map(({ variable }) => variable.replace(/_FILE$/, '')));
  const partners = missingPartners(values).filter(({ variable }) => !unreadable.has(variable));
  const all = [...problems, ...wrong, ...partners, ...contradictions(values)];
  if (!parsed.success || all.length > 0) throw new ConfigError(all);
  const read = parsed.data;
  return {
    kafka: kafka(read),
    registryUrl: read.THROUGHLINE_REGISTRY_URL,
    databaseUrl: read.THROUGHLINE_DATABASE_URL,
    apiPort: read.THROUGHLINE_API_PORT,
    apiKey: read.THROUGHLINE_API_KEY,
    httpPort: read.THROUGHLINE_HTTP_PORT,
    policyFile: absolute(read.THROUGHLINE_POLICY),
    catalogFile: absolute(read.THROUGHLINE_CATALOG),
    home: resolve(read.THROUGHLINE_HOME),
    logLevel: read.THROUGHLINE_LOG_LEVEL,
    warnings: [...warnOfUnknownVariables(env), ...oddities(read)],
  };
};

const absolute = (path: string | undefined): string | undefined =>
  path === undefined ? undefined : resolve(path);
