import { loadConfig } from '@throughline/platform';
import { type Command } from 'commander';
import { prepareServers } from '../servers/prepare-servers.js';
import { findServers } from '../servers/resolve-servers.js';
import { print, printJson } from '../terminal/output.js';

/** `throughline prepare`: what services that run alone need before their first start; `start` does it by itself. */
export const prepareCommand = (program: Command): Command =>
  program
    .command('prepare')
    .description(
      'create or update tables, topics and schemas: the deploy step before services that run alone',
    )
    .option('--json', 'what was prepared, as JSON')
    .addHelpText('after', '\nExample:\n  $ npx throughline prepare\n')
    .action(async ({ json }: { readonly json?: boolean }) => {
      const prepared: string[] = [];
      await prepareServers(await findServers(loadConfig()), (step) => prepared.push(step));
      if (json === true) printJson({ prepared });
      else print(`Prepared: ${prepared.join(', ')}.`);
    });
