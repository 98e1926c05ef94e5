import { startLocalStack } from '@throughline/local-stack';
import { loadConfig } from '@throughline/platform';
import { type Command } from 'commander';
import { untilInterrupted } from '../terminal/interrupt.js';
import { print, printJson, tell } from '../terminal/output.js';
import { tellProgress } from '../servers/resolve-servers.js';
import { CliError } from '../errors.js';

/** `throughline local`: the local stack alone. */
export const localCommand = (program: Command): Command =>
  program
    .command('local')
    .description(
      'start Kafka, the schema registry and PostgreSQL on this machine, print the settings, and stay up',
    )
    .option('--json', 'the settings as JSON')
    .addHelpText('after', '\nExample:\n  $ npx throughline local\n')
    .action(async ({ json }: { readonly json?: boolean }) => {
      const { home } = loadConfig();
      tell(`Local stack in ${home}`);
      const stack = await startLocalStack({ home, onProgress: tellProgress });
      const settings = {
        THROUGHLINE_KAFKA_BROKERS: stack.settings.brokers,
        THROUGHLINE_REGISTRY_URL: stack.settings.registryUrl,
        THROUGHLINE_DATABASE_URL: stack.settings.databaseUrl,
      };
      if (json === true) printJson(settings);
      else
        print(
          Object.entries(settings)
            .map(([name, value]) => `export ${name}='${value}'`)
            .join('\n'),
        );
      tell('Ctrl-C stops it.');
      const died = new Promise<string>((resolve) => {
        stack.onUnexpectedExit((exit) => resolve(exit.name));
      });
      const name = await Promise.race([untilInterrupted(), died]);
      await stack.stop();
      if (name !== undefined) throw new CliError(`${name} ended by itself; its log is in ${home}/logs.`);
    });
