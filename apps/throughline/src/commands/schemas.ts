import { Registry } from '@throughline/kafka-wire';
import { loadConfig } from '@throughline/platform';
import { type Command } from 'commander';
import { CliError } from '../errors.js';
import { findServers } from '../servers/resolve-servers.js';
import { colours, plain, print, printJson, table } from '../terminal/output.js';

interface JsonOption {
  readonly json?: boolean;
}

/** `throughline schemas …`: this version's schemas and the registry. */
export function schemasCommand(program: Command): Command {
  const schemas = program
    .command('schemas')
    .description('register the Avro schemas, or check whether they could be');
  schemas
    .command('register')
    .description('register every schema under its subject; a deploy step, idempotent')
    .option('--json', 'subjects and ids as JSON')
    .addHelpText('after', '\nExample:\n  $ npx throughline schemas register\n')
    .action(async ({ json }: JsonOption) => {
      const { registry, prefix } = await connect();
      const registered = await registry.registerAll(prefix);
      if (json === true) printJson(registered);
      else
        print(
          table(
            [{ title: 'SUBJECT' }, { title: 'ID' }],
            registered.map(({ subject, id }) => [subject, String(id)]),
          ),
        );
    });
  schemas
    .command('check')
    .description(
      'ask the registry whether every schema is compatible with what it has; changes nothing, exit 1 when one is not',
    )
    .option('--json', 'findings as JSON')
    .addHelpText('after', '\nExample:\n  $ npx throughline schemas check\n')
    .action(async ({ json }: JsonOption) => {
      const { registry, prefix } = await connect();
      const findings = await registry.checkCompatibility(prefix);
      if (json === true) printJson(findings);
      else {
        const rows = findings.map(({ subject, compatible, messages }) => [
          subject,
          compatible ? colours.green('yes') : colours.red('no'),
          plain(messages.join('; ')),
        ]);
        print(
          table([{ title: 'SUBJECT' }, { title: 'COMPATIBLE' }, { title: 'WHY NOT', flexible: true }], rows),
        );
      }
      const refused = findings.filter(({ compatible }) => !compatible);
      if (refused.length > 0)
        throw new CliError(`${refused.length} schemas are not BACKWARD compatible with what is registered.`);
    });
  return schemas;
}

async function connect(): Promise<{ readonly registry: Registry; readonly prefix: string }> {
  const config = await findServers(loadConfig());
  return { registry: new Registry({ url: config.registryUrl }), prefix: config.kafka.topicPrefix };
}
