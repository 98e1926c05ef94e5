import { composeServices, type Logger, type ServerConfig, type ServiceHandle } from '@throughline/platform';
import { ApiModule } from '@throughline/service-api';
import { CorrelatorModule } from '@throughline/service-correlator';
import { IntakeModule } from '@throughline/service-intake';
import { PostmortemModule } from '@throughline/service-postmortem';
import { ProjectorModule } from '@throughline/service-projector';
import { DraftOnDemandModule } from './draft-on-demand.module.js';
import { forgetApi, rememberApi } from './api-address.js';
import { prepareServers } from './prepare-servers.js';

export interface StartOptions {
  readonly logger?: Logger;
  readonly onProgress?: (step: string) => void;
}

/** Prepares the servers (tables, topics, schemas) and starts every service in this process; one more start elsewhere does no harm. */
export async function startServices(
  config: ServerConfig,
  { logger, onProgress = () => undefined }: StartOptions = {},
): Promise<ServiceHandle> {
  await prepareServers(config, onProgress);
  const modules = [
    IntakeModule,
    CorrelatorModule,
    ProjectorModule,
    PostmortemModule.register(config),
    DraftOnDemandModule,
    ApiModule.register(config),
  ];
  const handle = await composeServices(modules, { config, ...(logger === undefined ? {} : { logger }) });
  rememberApi(config.home, handle.url);
  void handle.closed.then(() => {
    forgetApi(config.home);
  });
  return handle;
}
