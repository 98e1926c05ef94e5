import { writeFile } from 'node:fs/promises';
import { Backtest, type BacktestResult, compareResults } from '@throughline/backtest';
import { differenceText } from '../backtest/difference-view.js';
import { type Catalog } from '@throughline/catalog';
import { loadConfig } from '@throughline/platform';
import { type Policy } from '@throughline/policy';
import { type Command } from 'commander';
import { catalogOf, policyOf } from '../backtest/load-files.js';
import { type SignalList, signalsOfFile, signalsOfStore } from '../backtest/read-signals.js';
import { CliError, exitCodes } from '../errors.js';
import { withPool } from '../servers/connections.js';
import { findServers } from '../servers/resolve-servers.js';
import { Progress } from '../terminal/progress.js';
import { plain, print, printJson, table, tell, utc } from '../terminal/output.js';

interface BacktestFlags {
  readonly signals?: string;
  readonly fromStore?: boolean;
  readonly since?: string;
  readonly until?: string;
  readonly catalog?: string;
  readonly policy: readonly string[];
  readonly out?: string;
  readonly json?: boolean;
}

/** `throughline backtest`: the correlator's engine over a file or the stored signals, with no broker. */
export const backtestCommand = (program: Command): Command =>
  program
    .command('backtest')
    .description('run the engine over a signals file (or the stored signals) in event time, to the end')
    .option('--signals <file.jsonl>', 'the file')
    .option('--from-store', 'the stored signals instead of a file, with --since and --until')
    .option('--since <time>', 'received from this time on, ISO 8601')
    .option('--until <time>', 'received before this time, ISO 8601; now when absent')
    .option('--catalog <file.yaml>', 'services and their dependencies (Backstage entities)')
    .option(
      '--policy <file.yaml>',
      'the policy, the default one when absent; given twice, what differs between the two is shown',
      collect,
      [],
    )
    .option('--out <result.json>', 'where the result goes')
    .option('--json', 'the result on standard output')
    .addHelpText(
      'after',
      '\nExample:\n  $ npx throughline backtest --signals signals.jsonl --catalog catalog.yaml --out result.json\n',
    )
    .action(async (flags: BacktestFlags) => {
      const [first, second, third] = flags.policy;
      if (third !== undefined)
        throw new CliError('Name --policy once, or twice to compare.', exitCodes.usage);
      const catalog = await catalogOf(flags.catalog);
      const { result, rejected } = await backtest(flags, await policyOf(first), catalog);
      if (flags.out !== undefined) await writeFile(flags.out, `${JSON.stringify(result, null, 1)}\n`);
      if (second === undefined) show(flags, result);
      else await compare(flags, result, await policyOf(second), catalog);
      for (const { number, reason } of rejected.slice(0, 20)) tell(`line ${number}: ${plain(reason)}`);
      if (rejected.length > 0)
        throw new CliError(`${rejected.length} lines are no signals; the rest was taken.`);
    });

const collect = (file: string, before: readonly string[]): readonly string[] => [...before, file];

async function backtest(
  flags: BacktestFlags,
  policy: Policy,
  catalog: Catalog,
): Promise<{ readonly result: BacktestResult } & Pick<SignalList, 'rejected'>> {
  const list = await read(flags, policy, catalog);
  return { result: run(list, policy, catalog), rejected: list.rejected };
}

function show({ json }: BacktestFlags, result: BacktestResult): void {
  if (json === true) printJson(result);
  else report(result);
}

/** The same signals under another policy, and what differs: normalised anew, because a policy also names services, scopes and severities. */
async function compare(
  flags: BacktestFlags,
  before: BacktestResult,
  policy: Policy,
  catalog: Catalog,
): Promise<void> {
  const { result: after } = await backtest(flags, policy, catalog);
  const difference = compareResults(before, after);
  if (flags.json === true) printJson({ before, after, difference });
  else print(differenceText(before, after, difference));
}

async function read(flags: BacktestFlags, policy: Policy, catalog: Catalog): Promise<SignalList> {
  if ((flags.signals === undefined) !== (flags.fromStore === true))
    throw new CliError('Name either --signals FILE or --from-store.', exitCodes.usage);
  if (flags.signals !== undefined)
    return signalsOfFile(flags.signals, policy, (name) => catalog.service(name) !== undefined);
  const since = time('--since', flags.since);
  const until = flags.until === undefined ? new Date() : time('--until', flags.until);
  return withPool(await findServers(loadConfig()), (pool) => signalsOfStore(pool, since, until));
}

function time(option: string, text: string | undefined): Date {
  const date = new Date(text ?? '');
  if (Number.isNaN(date.getTime()))
    throw new CliError(`${option} needs a time such as 2025-10-09T12:00:00Z.`, exitCodes.usage);
  return date;
}

function run({ signals, rejected }: SignalList, policy: Policy, catalog: Catalog): BacktestResult {
  const backtest = new Backtest({ policy, catalog });
  const progress = new Progress('correlating', signals.length);
  for (const [i, signal] of signals.entries()) {
    backtest.add(signal);
    if ((i + 1) % 1_000 === 0) progress.advance(1_000);
  }
  progress.advance(signals.length % 1_000);
  progress.stop();
  rejected.forEach(() => backtest.reject());
  return backtest.finish();
}

function report({ policyVersion, incidents, stats }: BacktestResult): void {
  const columns = [
    { title: 'OPENED (UTC)' },
    { title: 'SEVERITY' },
    { title: 'SIGNALS' },
    { title: 'INCIDENT', flexible: true },
    { title: 'SUSPECTED CHANGE', max: 24 },
  ];
  print(
    table(
      columns,
      incidents.map((incident) => [
        utc(incident.openedAt),
        incident.severity,
        String(incident.signalIds.length),
        plain(incident.title),
        plain(incident.changes[0]?.changeId ?? '–'),
      ]),
    ),
  );
  const { signals, duplicates, late, rejected, unincidented } = stats;
  print(
    `\n${incidents.length} incidents of ${signals} signals · ${unincidented} in none · ${duplicates} duplicates · ${late} late · ${rejected} rejected · policy ${policyVersion}`,
  );
}
