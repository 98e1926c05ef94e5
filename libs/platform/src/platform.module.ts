import { type DynamicModule, Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { APP_FILTER } from '@nestjs/core';
import { TerminusModule } from '@nestjs/terminus';
import { PostgresEventStore } from '@throughline/event-store-postgres';
import { createPool } from '@throughline/storage';
import { LoggerModule } from 'nestjs-pino';
import { type Pool } from 'pg';
import { type ServerConfig } from './config/config.js';
import { type PolicyAndCatalog } from './config/policy-and-catalog.js';
import { EventLoop } from './health/event-loop.js';
import { HealthController } from './health/health.controller.js';
import { HealthRegistry } from './health/health-registry.js';
import { ProblemFilter } from './http/problem.filter.js';
import { Consumers } from './lifecycle/consumers.js';
import { FatalErrors } from './lifecycle/fatal-errors.js';
import { Stages } from './lifecycle/stages.js';
import { httpLog } from './logging/http-log.js';
import { createLogger, type Logger } from './logging/logger.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { Metrics } from './metrics/metrics.js';
import { kafkaOf } from './servers/kafka.js';
import { Servers } from './servers/servers.js';
import { CATALOG, CONFIG, EVENT_STORE, KAFKA, LOGGER, POLICY, POOL } from './tokens.js';

export interface PlatformOptions extends PolicyAndCatalog {
  readonly logger?: Logger;
  /** The process, as PostgreSQL shows it; `throughline` when absent. */
  readonly name?: string;
  /** PostgreSQL connections at most; 10 when absent. */
  readonly connections?: number;
}

/**
 * What every service shares, one of each a process: the root imports it once, it is global, and service modules inject from it
 * without importing it themselves.
 */
@Module({})
export class PlatformModule {
  static forRoot(config: ServerConfig, options: PlatformOptions): DynamicModule {
    const { policy, catalog, name = 'throughline', connections = 10 } = options;
    const logger = options.logger ?? createLogger({ level: config.logLevel, service: name });
    return {
      module: PlatformModule,
      global: true,
      imports: [
        ConfigModule.forRoot({
          isGlobal: true,
          ignoreEnvFile: true,
          skipProcessEnv: true,
          load: [() => ({ throughline: config })],
        }),
        LoggerModule.forRoot(httpLog(logger)),
        TerminusModule.forRoot({ logger: false }),
      ],
      controllers: [HealthController, MetricsController],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: LOGGER, useValue: logger },
        { provide: POLICY, useValue: policy },
        { provide: CATALOG, useValue: catalog },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: HealthRegistry, useFactory: () => new HealthRegistry({}, logger) },
        {
          provide: Consumers,
          useFactory: (health: HealthRegistry) => new Consumers(health),
          inject: [HealthRegistry],
        },
        {
          provide: POOL,
          useFactory: () =>
            createPool({ databaseUrl: config.databaseUrl, applicationName: name, max: connections }),
        },
        { provide: EVENT_STORE, useFactory: (pool: Pool) => new PostgresEventStore(pool), inject: [POOL] },
        { provide: KAFKA, useFactory: () => kafkaOf(config, logger) },
        Servers,
        Metrics,
        FatalErrors,
        EventLoop,
        Stages,
      ],
      exports: [
        CONFIG,
        LOGGER,
        POLICY,
        CATALOG,
        POOL,
        EVENT_STORE,
        KAFKA,
        HealthRegistry,
        Consumers,
        Metrics,
        FatalErrors,
        Stages,
      ],
    };
  }
}
