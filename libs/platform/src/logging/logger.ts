import { pino, type DestinationStream, type Logger } from 'pino';
import pretty from 'pino-pretty';
import { type LogLevel } from '../config/config.js';
import { codeOf, isError } from '../thrown.js';

export type { Logger } from 'pino';

export interface LoggerOptions {
  readonly level: LogLevel;
  /** The process, e.g. `correlator`. */
  readonly service: string;
  /** Where lines go; standard output when absent. */
  readonly destination?: DestinationStream | undefined;
}

/** Fields that may hold what producers sent or what nobody else may know: they are never written, wherever they turn up. */
const neverLogged = [
  'authorization',
  'cookie',
  'password',
  'apiKey',
  'databaseUrl',
  'connectionString',
  'sasl',
  'tls',
  'payload',
  'value',
  'rawValue',
  'body',
  'headers',
];

const redacted = neverLogged.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);

/** PostgreSQL puts the row's values into `detail` and `where`: an error keeps its name, code and stack alone. */
export const serializeError = (error: unknown): unknown => {
  if (!isError(error)) return { message: typeof error === 'string' ? error : typeof error };
  const { name, message, stack, cause } = error;
  const code = codeOf(error);
  return {
    type: name,
    message,
    stack,
    ...(code !== undefined && { code }),
    ...(cause !== undefined && { cause: serializeError(cause) }),
  };
};

const terminal = (): DestinationStream | undefined =>
  process.stdout.isTTY
    ? pretty({ sync: true, ignore: 'pid,hostname,service', translateTime: 'SYS:HH:MM:ss.l' })
    : undefined;

/** One JSON line an event on standard output; readable lines when that is a terminal. */
export const createLogger = ({ level, service, destination = terminal() }: LoggerOptions): Logger => {
  const options = {
    level,
    base: { pid: process.pid, service },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: redacted, censor: '[redacted]' },
    serializers: { err: serializeError, error: serializeError },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
};
