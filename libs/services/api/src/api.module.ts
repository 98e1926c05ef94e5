import { type DynamicModule, Module } from '@nestjs/common';
import { resolveApiKey, type ServerConfig } from '@throughline/platform';
import { ApiKeys } from './http/api-key.js';
import { MethodController } from './http/method.controller.js';
import { IncidentsController } from './incidents/incidents.controller.js';
import { OpenApiController } from './openapi/openapi.controller.js';
import { PostmortemController } from './postmortem/postmortem.controller.js';
import { ApiReads } from './reads/api-reads.js';
import { ServicesController } from './services/services.controller.js';
import { SignalsController } from './signals/signals.controller.js';

export interface ApiOptions {
  /** How long one statement may take, ms; 5 s when absent. */
  readonly queryTimeoutMs?: number;
}

/** The one key of a laptop opens its one tenant. */
const keysOf = ({ apiKey, home }: ServerConfig): ApiKeys =>
  new ApiKeys([
    { key: apiKey ?? resolveApiKey(home).key, principal: { tenant: 'default', actor: 'api-key' } },
  ]);

/** The REST API. A global module may provide `DRAFT_ON_DEMAND`. */
@Module({})
export class ApiModule {
  static register(config: ServerConfig, { queryTimeoutMs }: ApiOptions = {}): DynamicModule {
    const reads = {
      databaseUrl: config.databaseUrl,
      ...(queryTimeoutMs !== undefined && { timeoutMs: queryTimeoutMs }),
    };
    return {
      module: ApiModule,
      controllers: [
        IncidentsController,
        PostmortemController,
        SignalsController,
        ServicesController,
        OpenApiController,
        // Last: it takes every method of the paths above.
        MethodController,
      ],
      providers: [
        { provide: ApiReads, useFactory: () => new ApiReads(reads) },
        { provide: ApiKeys, useFactory: () => keysOf(config) },
      ],
    };
  }
}
