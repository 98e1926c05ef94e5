import { Command } from 'commander';
import { backtestCommand } from './commands/backtest.js';
import { deadLettersCommand } from './commands/dead-letters.js';
import { demoCommand } from './commands/demo.js';
import { incidentsCommand } from './commands/incidents.js';
import { localCommand } from './commands/local.js';
import { migrateCommand } from './commands/migrate.js';
import { prepareCommand } from './commands/prepare.js';
import { publishCommand } from './commands/publish.js';
import { rebuildCommand } from './commands/rebuild.js';
import { schemasCommand } from './commands/schemas.js';
import { startCommand } from './commands/start.js';
import { statusCommand } from './commands/status.js';

const settings = `
Settings are environment variables (THROUGHLINE_KAFKA_BROKERS, THROUGHLINE_REGISTRY_URL, THROUGHLINE_DATABASE_URL, …); those of servers that are not set mean the local stack.
Exit codes: 0 done · 1 something failed or is down · 2 wrong usage, file or setting · 3 not found.`;

const commands = [
  demoCommand,
  startCommand,
  localCommand,
  publishCommand,
  statusCommand,
  incidentsCommand,
  deadLettersCommand,
  backtestCommand,
  rebuildCommand,
  prepareCommand,
  migrateCommand,
  schemasCommand,
];

/** The whole command line. Commander's own exits become errors, so that one place decides on exit codes. */
export function createProgram(): Command {
  const program = new Command('throughline')
    .description('Incidents out of alerts, deploys, logs and config changes on Kafka')
    .addHelpText('after', settings)
    .showHelpAfterError('(--help shows the options)')
    .showSuggestionAfterError()
    .exitOverride();
  for (const add of commands) overrideExits(add(program));
  return program;
}

function overrideExits(command: Command): void {
  command.exitOverride();
  command.commands.forEach(overrideExits);
}
