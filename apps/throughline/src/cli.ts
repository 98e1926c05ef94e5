import { ConfigError } from '@throughline/platform';
import { CommanderError } from 'commander';
import { CliError, exitCodes, isExplained } from './errors.js';
import { createProgram } from './program.js';
import { colours, tell } from './terminal/output.js';

/** Messages for people, exit codes for programs; what nobody foresaw keeps its stack. */
function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage;
  if (error instanceof CliError) return fail(error.message, error.exitCode);
  if (error instanceof ConfigError) return fail(error.message, exitCodes.usage);
  if (isExplained(error)) return fail(error.message, exitCodes.failed);
  return fail(error instanceof Error ? (error.stack ?? error.message) : String(error), exitCodes.failed);
}

function fail(message: string, exitCode: number): number {
  tell(`${colours.red('✗')} ${message}`);
  return exitCode;
}

// A reader that went away (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  await createProgram().parseAsync();
} catch (error) {
  // At once: a client that still tries to reach a server must not keep a failed command alive.
  process.exit(explain(error));
}
