import { loadConfig } from '@throughline/platform';
import { replayDeadLetters } from '@throughline/service-intake';
import { type Command, InvalidArgumentError } from 'commander';
import {
  type DeadLetterPlace,
  findDeadLetter,
  listDeadLetters,
  placeOf,
  type WholeDeadLetter,
} from '../dead-letters/dead-letters.js';
import { CliError, exitCodes } from '../errors.js';
import { cliKafka, withPool } from '../servers/connections.js';
import { findServers } from '../servers/resolve-servers.js';
import { colours, plain, print, printJson, table, utc } from '../terminal/output.js';

interface JsonOption {
  readonly json?: boolean;
}

const place = (id: string): DeadLetterPlace => {
  const found = placeOf(id);
  if (found === undefined)
    throw new InvalidArgumentError(
      'a dead letter is named as `dead-letters list` prints it: TOPIC/PARTITION/OFFSET.',
    );
  return found;
};

const atMost = (text: string): number => {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > 10_000)
    throw new InvalidArgumentError('a number from 1 to 10000 is needed.');
  return limit;
};

/** `throughline dead-letters …`: what could not be read, why, from where, and once more. */
export function deadLettersCommand(program: Command): Command {
  const letters = program
    .command('dead-letters')
    .description('records that could not be read: list them, show one whole, replay them');
  listCommand(letters);
  showCommand(letters);
  replayCommand(letters);
  return letters;
}

function listCommand(letters: Command): void {
  letters
    .command('list')
    .description('dead letters, newest first')
    .option('--reason <code>', 'only with this reason, e.g. truncated-avro')
    .option('--limit <n>', 'at most this many', atMost, 50)
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ npx throughline dead-letters list --reason invalid\n')
    .action(
      async ({ json, reason, limit }: JsonOption & { readonly reason?: string; readonly limit: number }) => {
        const items = await withPool(await findServers(loadConfig()), (pool) =>
          listDeadLetters(pool, { reason, limit }),
        );
        if (json === true) printJson({ items });
        else if (items.length === 0) print('No dead letters.');
        else {
          const columns = [
            { title: 'RECORD' },
            { title: 'AT (UTC)' },
            { title: 'REASON' },
            { title: 'BYTES' },
            { title: 'REPLAYED' },
            { title: 'WHAT IS WRONG', flexible: true },
          ];
          const rows = items.map((item) => [
            item.id,
            utc(item.deadLetteredAt),
            item.reason,
            String(item.size ?? 0),
            item.replayedAt === null ? 'no' : utc(item.replayedAt),
            wrongWith(item.errors),
          ]);
          print(table(columns, rows));
        }
      },
    );
}

const wrongWith = (errors: WholeDeadLetter['errors']): string =>
  plain(errors.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; '));

function showCommand(letters: Command): void {
  letters
    .command('show')
    .argument('<record>', 'TOPIC/PARTITION/OFFSET', place)
    .description('one dead letter, whole')
    .option('--json', 'as JSON; key, value and headers in base64')
    .option('--raw', "the value's original bytes, to standard output")
    .addHelpText(
      'after',
      '\nExample:\n  $ npx throughline dead-letters show throughline.alerts.v1/0/17 --raw > value.bin\n',
    )
    .action(async (wanted: DeadLetterPlace, { json, raw }: JsonOption & { readonly raw?: boolean }) => {
      const letter = await withPool(await findServers(loadConfig()), (pool) => findDeadLetter(pool, wanted));
      if (letter === undefined)
        throw new CliError(
          `There is no dead letter ${wanted.topic}/${wanted.partition}/${wanted.offset}.`,
          exitCodes.notFound,
        );
      if (raw === true) process.stdout.write(Buffer.from(letter.value ?? '', 'base64'));
      else if (json === true) printJson(letter);
      else print(sheet(letter));
    });
}

const shownBytes = 2_000;

function sheet(letter: WholeDeadLetter): string {
  const value = Buffer.from(letter.value ?? '', 'base64');
  const text = plain(value.subarray(0, shownBytes).toString('utf8'));
  return [
    colours.bold(letter.id),
    `  reason    ${letter.reason}`,
    ...letter.errors.map(
      ({ path, message }) => `            ${plain(path === '' ? message : `${path}: ${message}`)}`,
    ),
    `  times     record ${utc(letter.recordTime)} · dead-lettered ${utc(letter.deadLetteredAt)} · replayed ${utc(letter.replayedAt)}  (UTC)`,
    `  key       ${letter.key === null ? '–' : plain(Buffer.from(letter.key, 'base64').toString('utf8'))}`,
    `  headers   ${plain(letter.headers.map(({ key, value: header }) => `${key}=${Buffer.from(header, 'base64').toString('utf8')}`).join(' · ')) || '–'}`,
    `  value     ${letter.value === null ? 'none (a tombstone)' : `${value.byteLength} bytes${value.byteLength > shownBytes ? `, the first ${shownBytes}` : ''}`}`,
    ...(letter.value === null ? [] : ['', text]),
  ].join('\n');
}

function replayCommand(letters: Command): void {
  letters
    .command('replay')
    .argument('[record]', 'TOPIC/PARTITION/OFFSET; all of a reason when absent', place)
    .description('publish dead letters to their original topics again, as they were')
    .option('--reason <code>', 'all with this reason that were not replayed yet')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ npx throughline dead-letters replay --reason unknown-schema-id\n')
    .action(
      async (
        wanted: DeadLetterPlace | undefined,
        { json, reason }: JsonOption & { readonly reason?: string },
      ) => {
        if ((wanted === undefined) === (reason === undefined))
          throw new CliError('Name either one record or --reason CODE.', exitCodes.usage);
        const config = await findServers(loadConfig());
        const replayed = await withPool(config, (pool) =>
          replayDeadLetters({ pool, kafka: cliKafka(config), filter: wanted ?? { reason: reason ?? '' } }),
        );
        if (json === true) printJson({ replayed });
        else print(`${replayed} dead letters published again.`);
        if (replayed === 0)
          throw new CliError('No dead letter matches, or all were replayed already.', exitCodes.notFound);
      },
    );
}
