export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export const saslMechanisms = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;
export type SaslMechanism = (typeof saslMechanisms)[number];

export interface KafkaSasl {
  readonly mechanism: SaslMechanism;
  readonly username: string;
  readonly password: string;
}

/** PEM texts, not paths. */
export interface KafkaTls {
  readonly ca: string | undefined;
  readonly certificate: string | undefined;
  readonly key: string | undefined;
}

export interface KafkaConfig {
  /** `host:port`; undefined when the local stack is to fill it in. */
  readonly brokers: readonly string[] | undefined;
  readonly clientId: string;
  /** Prefix of every topic, e.g. `throughline.`. */
  readonly topicPrefix: string;
  /** A consumer group is this and the stage's name. */
  readonly groupPrefix: string;
  /** Partitions of the topics that we create. */
  readonly partitions: number;
  readonly sasl: KafkaSasl | undefined;
  /** undefined: no TLS. */
  readonly tls: KafkaTls | undefined;
}

/** Every setting, checked. Immutable; it holds secrets, so it is never logged whole. */
export interface ThroughlineConfig {
  readonly kafka: KafkaConfig;
  readonly registryUrl: string | undefined;
  readonly databaseUrl: string | undefined;
  /** Port of the API and of the composed process; 0: any free one. */
  readonly apiPort: number;
  /** undefined: `resolveApiKey` generates one and keeps it. */
  readonly apiKey: string | undefined;
  /** Port of a lone service's health and metrics; 0: any free one. */
  readonly httpPort: number;
  /** Path of the policy file; undefined: the default policy. */
  readonly policyFile: string | undefined;
  /** Path of the catalog file; undefined: the empty catalog. */
  readonly catalogFile: string | undefined;
  /** Directory of local data. */
  readonly home: string;
  readonly logLevel: LogLevel;
  /** What is odd but does not prevent the start; logged at boot. */
  readonly warnings: readonly string[];
}

/** A configuration that names all three servers. */
export interface ServerConfig extends ThroughlineConfig {
  readonly kafka: KafkaConfig & { readonly brokers: readonly string[] };
  readonly registryUrl: string;
  readonly databaseUrl: string;
}
