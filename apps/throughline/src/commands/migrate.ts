import { loadConfig } from '@throughline/platform';
import { migrate } from '@throughline/storage';
import { type Command } from 'commander';
import { findServers } from '../servers/resolve-servers.js';
import { print, printJson, tell } from '../terminal/output.js';

/** `throughline migrate`: the tables, brought up to date. */
export const migrateCommand = (program: Command): Command =>
  program
    .command('migrate')
    .description('create or update the tables; safe when several start at once')
    .option('--json', 'what was applied, as JSON')
    .addHelpText('after', '\nExample:\n  $ THROUGHLINE_DATABASE_URL=postgresql://… npx throughline migrate\n')
    .action(async ({ json }: { readonly json?: boolean }) => {
      const { databaseUrl } = await findServers(loadConfig());
      const { applied } = await migrate({ databaseUrl, onProgress: ({ file }) => tell(`  ${file}`) });
      if (json === true) printJson({ applied });
      else print(applied.length === 0 ? 'Up to date.' : `${applied.length} migrations applied.`);
    });
