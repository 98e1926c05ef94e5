import kafkajs, { type logCreator as LogCreator, type logLevel } from 'kafkajs';

/** The part of a structured logger (pino's shape) that this library writes to. */
export interface KafkaLogger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Lines that kafkajs writes as warnings or errors about what is normal here. */
const ordinary = [
  /The group is rebalancing, re-joining/,
  /Limiting retries for the idempotent producer/,
  /Response (?:GroupCoordinator|FindCoordinator|JoinGroup|SyncGroup|Heartbeat|Metadata)/,
];

type Level = 'debug' | 'warn' | 'error';

/**
 * kafkajs tells its joins and pauses as information: that is debugging here. Errors of single requests are warnings,
 * because they are retried; what ends a consumer or a send is thrown and logged by whoever catches it.
 */
function levelOf(level: logLevel, message: string): Level {
  if (level > kafkajs.logLevel.WARN || ordinary.some((pattern) => pattern.test(message))) return 'debug';
  return 'warn';
}

/** Routes kafkajs' log to a structured logger, without payloads; without a logger it is dropped. */
export function logCreator(logger: KafkaLogger | undefined): LogCreator {
  return () =>
    ({ namespace, level, log }) => {
      if (logger === undefined) return;
      const { message, ...fields } = log;
      logger[levelOf(level, message)]({ ...fields, timestamp: undefined, kafkajs: namespace }, message);
    };
}
