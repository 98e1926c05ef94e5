import { type InputTopicKey, inputTopicKeys } from '@throughline/contracts';
import { createOutputs } from '@throughline/kafka-client';
import { createWire, Registry } from '@throughline/kafka-wire';
import { loadConfig, loadPolicyAndCatalog, type ServerConfig } from '@throughline/platform';
import { recordFromLine } from '@throughline/signals';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { CliError } from '../errors.js';
import { type EncodeLine, publishSignals, type Published } from '../publish/publish-signals.js';
import { readSignalsFile, type SignalsFile } from '../publish/read-signals-file.js';
import { rebased } from '../publish/rebase.js';
import { type SignalLine } from '../publish/signal-line.js';
import { cliKafka, withAdmin } from '../servers/connections.js';
import { findServers } from '../servers/resolve-servers.js';
import { Progress } from '../terminal/progress.js';
import { colours, print, printJson, tell } from '../terminal/output.js';

interface PublishFlags {
  readonly signals: string;
  readonly rate?: number;
  readonly format: 'avro' | 'json';
  readonly rebase?: boolean;
  readonly inStep?: boolean;
  readonly json?: boolean;
}

const positive = (text: string): number => {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('a number above 0 is needed.');
  return value;
};

/** `throughline publish`: a signals file to the input topics. */
export const publishCommand = (program: Command): Command =>
  program
    .command('publish')
    .description('publish a signals file (one JSON object a line, with its kind) to the input topics')
    .requiredOption('--signals <file.jsonl>', 'the file')
    .option('--rate <n>', 'records a second; as fast as it goes when absent', positive)
    .addOption(
      new Option('--format <format>', 'how values are written').choices(['avro', 'json']).default('json'),
    )
    .option('--rebase', 'move all times so that the last signal happens now')
    .option(
      '--in-step',
      'wait for intake between steps of 5 s of event time, so that several topics arrive in order (default for files with several kinds)',
    )
    .option('--no-in-step', 'do not wait')
    .option('--json', 'counts as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ npx throughline publish --signals examples/checkout-outage/signals.jsonl --rebase\n',
    )
    .action(async (flags: PublishFlags) => {
      const config = await findServers(loadConfig());
      const file = await readSignalsFile(flags.signals);
      const lines = flags.rebase === true ? rebased(file.lines, Date.now()) : file.lines;
      const published = await publishLines(config, lines, flags);
      report(flags, published, file);
    });

export interface PublishSettings {
  readonly format: 'avro' | 'json';
  readonly rate?: number | undefined;
  /** Absent: when there are several kinds. */
  readonly inStep?: boolean | undefined;
}

/** Connects, publishes with progress, and closes. */
export async function publishLines(
  config: ServerConfig,
  lines: readonly SignalLine[],
  settings: PublishSettings,
): Promise<Published> {
  const { topicPrefix: prefix, groupPrefix } = config.kafka;
  const keys = Object.fromEntries(inputTopicKeys.map((key) => [key, key])) as Record<
    InputTopicKey,
    InputTopicKey
  >;
  const outputs = createOutputs(cliKafka(config), { prefix, outputs: keys });
  const encode = settings.format === 'avro' ? await avroEncoder(config) : jsonEncoder;
  const inStep = settings.inStep ?? new Set(lines.map(({ output }) => output)).size > 1;
  const progress = new Progress('publishing', lines.length);
  try {
    return await withAdmin(config, (admin) =>
      publishSignals(lines, {
        outputs,
        encode,
        rate: settings.rate,
        inStep: inStep ? { admin, groupId: `${groupPrefix}intake` } : undefined,
        onProgress: (records) => {
          progress.advance(records);
        },
      }),
    );
  } finally {
    progress.stop();
    await outputs.close();
  }
}

const jsonEncoder: EncodeLine = ({ fields: { kind: _kind, receivedAt: _receivedAt, ...fields } }) =>
  Promise.resolve(Buffer.from(JSON.stringify(fields)));

async function avroEncoder(config: ServerConfig): Promise<EncodeLine> {
  const wire = createWire(new Registry({ url: config.registryUrl }), config.kafka.topicPrefix);
  const { policy } = loadPolicyAndCatalog(config);
  await Promise.all(inputTopicKeys.map((key) => wire[key].ready()));
  return ({ number, output, fields }) => {
    const read = recordFromLine(fields, policy);
    if (read.ok) return Promise.resolve(wire[output].encode(read.record as never));
    const wrong =
      read.reason === 'invalid'
        ? read.errors.map(({ path, message }) => `${path}: ${message}`).join('; ')
        : `kind ${read.kind}`;
    throw new CliError(
      `line ${number} does not fit the Avro schema: ${wrong}. Mend it, or publish it as JSON to have it dead-lettered.`,
    );
  };
}

function report({ json }: PublishFlags, { byTopic, total }: Published, { refused }: SignalsFile): void {
  if (json === true) printJson({ published: total, byTopic, refused });
  else {
    for (const [topic, count] of Object.entries(byTopic)) print(`${String(count).padStart(8)}  ${topic}`);
    print(colours.green(`${total} published`));
  }
  if (refused.length === 0) return;
  for (const { number, reason } of refused.slice(0, 20)) tell(`line ${number} ${reason}`);
  throw new CliError(`${refused.length} lines were not published.`);
}
