import { loadConfig } from '@throughline/platform';
import { type Command } from 'commander';
import { runDemo, startDemo, stopDemo } from '../demo/run-demo.js';
import { CliError } from '../errors.js';
import { untilInterrupted } from '../terminal/interrupt.js';
import { tell } from '../terminal/output.js';

/** `throughline demo`: a checkout outage through the real parts. */
export const demoCommand = (program: Command): Command =>
  program
    .command('demo')
    .description(
      'start everything on this machine and send a checkout outage through it; stays up until Ctrl-C',
    )
    .option('--once', 'stop everything at the end; exit 0 only when every part came out')
    .addHelpText('after', '\nExample:\n  $ npm run demo -- --once\n')
    .action(async ({ once }: { readonly once?: boolean }) => {
      const interrupted = untilInterrupted();
      const demo = await startDemo(loadConfig());
      try {
        const ended = await Promise.race([
          runDemo(demo, Date.now()).then(() => 'shown' as const),
          interrupted,
          demo.services.closed,
        ]);
        if (ended instanceof Error)
          throw new CliError(`A service failed: ${ended.message}`, 1, { cause: ended });
        if (once === true || ended !== 'shown') return;
        tell('Everything stays up until Ctrl-C.');
        await Promise.race([interrupted, demo.services.closed]);
      } finally {
        await stopDemo(demo);
      }
    });
