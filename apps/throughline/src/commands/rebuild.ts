import { PostgresEventStore } from '@throughline/event-store-postgres';
import { loadConfig } from '@throughline/platform';
import { type ReadModelName, readModelNames, rebuild } from '@throughline/read-models-postgres';
import { Argument, type Command } from 'commander';
import { withPool } from '../servers/connections.js';
import { findServers } from '../servers/resolve-servers.js';
import { Progress } from '../terminal/progress.js';
import { print, printJson } from '../terminal/output.js';

/** `throughline rebuild`: a read model folded again from the event store, while everything runs. */
export const rebuildCommand = (program: Command): Command =>
  program
    .command('rebuild')
    .addArgument(new Argument('<projection>', 'which read model').choices([...readModelNames, 'all']))
    .description('fold a read model again from the event store; readers and the projector go on meanwhile')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ npx throughline rebuild all\n')
    .action(async (projection: ReadModelName | 'all', { json }: { readonly json?: boolean }) => {
      const config = await findServers(loadConfig());
      const { done } = await withPool(config, async (pool) => {
        let progress: Progress | undefined;
        let before = 0;
        const rebuilt = await rebuild(pool, new PostgresEventStore(pool), projection, {
          onProgress: (now) => {
            progress ??= new Progress('rebuilding', now.total);
            progress.advance(now.done - before);
            before = now.done;
          },
        });
        progress?.stop();
        return rebuilt;
      });
      if (json === true) printJson({ projection, incidents: done });
      else print(`${projection}: ${done} incidents folded again.`);
    });
