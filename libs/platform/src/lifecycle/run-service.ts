import { type ServerConfig } from '../config/config.js';
import { ConfigError } from '../config/errors.js';
import { loadConfig } from '../config/load-config.js';
import { requireServers } from '../config/require-servers.js';
import { createLogger } from '../logging/logger.js';
import { bootService, type ServiceHandle, type ServiceModule } from './boot.js';
import { onSignals } from './shutdown.js';

/** A module class that is made of the configuration. */
export interface RegistrableModule {
  register(config: ServerConfig): ServiceModule;
}

export interface RunOptions {
  readonly name: string;
  readonly module: ServiceModule | RegistrableModule;
  /** Which configured port it listens on; `httpPort` when absent. */
  readonly port?: (config: ServerConfig) => number;
}

/**
 * Keeps a booted process until a signal or a fatal error ends it, and exits: 0 when it was asked to stop and drained, 1 otherwise.
 * Errors that nobody caught are fatal too.
 */
export const superviseProcess = (handle: ServiceHandle): void => {
  const exit = (code: number): void => {
    process.exit(code);
  };
  process.on('uncaughtException', handle.reportFatal);
  process.on('unhandledRejection', handle.reportFatal);
  onSignals(() => void handle.close(), exit);
  void handle.closed.then((error) => {
    exit(error === undefined ? 0 : 1);
  });
};

const registered = (module: RunOptions['module'], config: ServerConfig): ServiceModule =>
  'register' in module && typeof module.register === 'function'
    ? module.register(config)
    : (module as ServiceModule);

/** The whole `main` of a service: configuration from the environment, boot, supervision. */
export const runService = async ({
  name,
  module,
  port = (config) => config.httpPort,
}: RunOptions): Promise<void> => {
  try {
    const config = requireServers(loadConfig());
    superviseProcess(
      await bootService({ name, module: registered(module, config), config, port: port(config) }),
    );
  } catch (error) {
    refuse(name, error);
  }
};

const refuse = (name: string, error: unknown): void => {
  if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
  else createLogger({ level: 'info', service: name }).fatal({ err: error }, 'could not start');
  process.exitCode = 1;
};
