import { loadConfig } from '@throughline/platform';
import { type Command } from 'commander';
import { CliError } from '../errors.js';
import { findServers } from '../servers/resolve-servers.js';
import { downParts, readStatus } from '../status/status.js';
import { statusText } from '../status/status-view.js';
import { print, printJson } from '../terminal/output.js';

/** `throughline status`: where every stage stands, by Kafka's and PostgreSQL's own positions. */
export const statusCommand = (program: Command): Command =>
  program
    .command('status')
    .description(
      "each stage's position, end and lag, signals by outcome, dead letters; exit 1 when something is down",
    )
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ npx throughline status --json\n')
    .action(async ({ json }: { readonly json?: boolean }) => {
      const status = await readStatus(await findServers(loadConfig()));
      if (json === true) printJson(status);
      else print(statusText(status));
      const down = downParts(status);
      if (down.length > 0) throw new CliError(`Down: ${down.join(', ')}.`);
    });
