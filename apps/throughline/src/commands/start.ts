import { loadConfig, resolveApiKey } from '@throughline/platform';
import { type Command } from 'commander';
import { CliError } from '../errors.js';
import { startServers, tellProgress } from '../servers/resolve-servers.js';
import { startServices } from '../servers/start-services.js';
import { untilInterrupted } from '../terminal/interrupt.js';
import { print, tell } from '../terminal/output.js';

/** `throughline start`: all services in one process. */
export const startCommand = (program: Command): Command =>
  program
    .command('start')
    .description('all services in one process, on the configured servers or else the local stack; stays up')
    .addHelpText('after', '\nExample:\n  $ THROUGHLINE_CATALOG=catalog.yaml npx throughline start\n')
    .action(async () => {
      const config = loadConfig();
      tell('Starting …');
      const { config: servers, stack } = await startServers(config, tellProgress);
      const apiKey = config.apiKey ?? resolveApiKey(config.home).key;
      const services = await startServices({ ...servers, apiKey });
      print(`API      ${services.url}/v1/incidents   (OpenAPI: ${services.url}/openapi.json)`);
      print(`API key  ${config.apiKey === undefined ? apiKey : 'as configured by THROUGHLINE_API_KEY'}`);
      print(`Health   ${services.url}/health/ready   Metrics ${services.url}/metrics`);
      print(`Kafka    ${servers.kafka.brokers.join(',')}   Registry ${servers.registryUrl}`);
      tell('Ctrl-C stops everything.');
      const partDied = new Promise<Error>((resolve) => {
        stack?.onUnexpectedExit(({ name }) =>
          resolve(new CliError(`${name} ended by itself; its log is in ${config.home}/logs.`)),
        );
      });
      const ended = await Promise.race([untilInterrupted(), services.closed, partDied]);
      await services.close();
      await stack?.stop();
      if (ended !== undefined) throw new CliError(`Stopped: ${ended.message}`, 1, { cause: ended });
    });
