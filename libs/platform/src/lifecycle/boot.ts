import { type DynamicModule, type INestApplication, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { Logger as NestLogger } from 'nestjs-pino';
import { type ServerConfig } from '../config/config.js';
import { loadPolicyAndCatalog, type PolicyAndCatalog } from '../config/policy-and-catalog.js';
import { EventLoop } from '../health/event-loop.js';
import { HealthRegistry } from '../health/health-registry.js';
import { hardenListener } from '../http/listener.js';
import { createLogger, type Logger } from '../logging/logger.js';
import { Metrics } from '../metrics/metrics.js';
import { PlatformModule } from '../platform.module.js';
import { Servers } from '../servers/servers.js';
import { Consumers } from './consumers.js';
import { FatalErrors } from './fatal-errors.js';
import { drainWithin } from './shutdown.js';

export type ServiceModule = Type | DynamicModule;

export interface ComposeOptions {
  readonly config: ServerConfig;
  /** The process in logs; `throughline` when composed. */
  readonly name?: string;
  /** Port of the one HTTP listener; 0: any free one. The API's when absent. */
  readonly port?: number;
  /** Address to listen on. All when absent. */
  readonly host?: string;
  readonly logger?: Logger;
  /** Read from the configured files when absent. */
  readonly policyAndCatalog?: PolicyAndCatalog;
}

export interface BootOptions extends ComposeOptions {
  readonly name: string;
  readonly module: ServiceModule;
}

/** A running process or part of one. */
export interface ServiceHandle {
  readonly app: INestApplication;
  /** Of the HTTP listener, without a trailing slash. */
  readonly url: string;
  /** For whoever composes: an error that must end the process. */
  readonly reportFatal: (error: unknown) => void;
  /** Drains: batches in flight are committed, then everything is closed. Safe to call again. */
  close(): Promise<void>;
  /** Settles when it is closed: with the fatal error that made it close, or undefined when it was asked to. */
  readonly closed: Promise<Error | undefined>;
}

/** PostgreSQL connections for each service of a process. */
const connectionsEach = 6;

@Module({})
class Root {}

/** One service alone, with an HTTP listener for its health and metrics. */
export const bootService = ({ module, ...options }: BootOptions): Promise<ServiceHandle> =>
  composeServices([module], { ...options, port: options.port ?? options.config.httpPort });

/** The given services in one process: one HTTP listener, one pool, one Kafka client, one metrics registry. */
export const composeServices = async (
  modules: readonly ServiceModule[],
  options: ComposeOptions,
): Promise<ServiceHandle> => {
  const { config, name = 'throughline' } = options;
  const logger = options.logger ?? createLogger({ level: config.logLevel, service: name });
  for (const warning of config.warnings) logger.warn(warning);
  const platform = PlatformModule.forRoot(config, {
    logger,
    name: name === 'throughline' ? name : `throughline-${name}`,
    connections: Math.max(10, connectionsEach * modules.length),
    ...(options.policyAndCatalog ?? loadPolicyAndCatalog(config)),
  });
  const app = await NestFactory.create<NestExpressApplication>(
    { module: Root, imports: [platform, ...modules] },
    { bufferLogs: true, bodyParser: false, abortOnError: false },
  );
  const running = new RunningProcess(app, logger);
  try {
    await running.start(options.port ?? config.apiPort, options.host);
  } catch (error) {
    await running.close();
    throw error;
  }
  return running;
};

/** Order of the start: health answers first, consumers last. Order of the end: HTTP, consumers (drained), then the servers' clients. */
class RunningProcess implements ServiceHandle {
  readonly closed: Promise<Error | undefined>;
  private address = '';
  private closing: Promise<void> | undefined;
  private settle: (error: Error | undefined) => void = () => undefined;

  constructor(
    readonly app: NestExpressApplication,
    private readonly logger: Logger,
  ) {
    this.closed = new Promise((resolve) => {
      this.settle = resolve;
    });
  }

  get url(): string {
    return this.address;
  }

  async start(port: number, host: string | undefined): Promise<void> {
    const { app, logger } = this;
    app.useLogger(app.get(NestLogger));
    hardenListener(app, app.get(Metrics));
    app.get(EventLoop).start();
    const consumers = app.get(Consumers).all;
    if (consumers.length > 0) app.get(Servers).needLog();
    for (const { strategy } of consumers) app.connectMicroservice({ strategy });
    await (host === undefined ? app.listen(port) : app.listen(port, host));
    this.address = `http://localhost:${portOf(app)}`;
    this.fatal.onFatal((error) => {
      logger.fatal({ err: error }, 'fatal error: closing');
      void this.close();
    });
    await app.startAllMicroservices();
    app.get(HealthRegistry).started();
    logger.info({ url: this.address }, 'started');
  }

  close(): Promise<void> {
    this.closing ??= this.drain();
    return this.closing;
  }

  get reportFatal(): (error: unknown) => void {
    return this.fatal.reportFatal;
  }

  private get fatal(): FatalErrors {
    return this.app.get(FatalErrors);
  }

  private async drain(): Promise<void> {
    const error = this.fatal.error;
    this.app.get(HealthRegistry).stopping();
    const drained = await drainWithin(() => this.app.close(), this.logger);
    this.app.get(EventLoop).stop();
    this.logger.info({ drained }, 'stopped');
    this.settle(error ?? (drained ? undefined : new Error('The process did not drain in time')));
  }
}

const portOf = (app: NestExpressApplication): number => {
  const address: unknown = app.getHttpServer().address();
  return typeof address === 'object' && address !== null && 'port' in address ? Number(address.port) : 0;
};
