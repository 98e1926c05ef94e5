import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { access, readFile, writeFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import kafkajs from 'kafkajs';
import { LocalStackError } from '../errors.js';
import { type Jars } from '../jars.js';
import { onFreePort, type Site, type StartedPart, startPart } from '../part.js';
import { loopback, type PortChooser } from '../ports.js';
import { serverProperties } from './settings.js';

const run = promisify(execFile);
const logging = fileURLToPath(new URL('../../../../infra/local/log4j2.properties', import.meta.url));

export type StartedBroker = StartedPart & { controllerPort: number };

/** A new cluster's id: a UUID in Kafka's base64 form. The rare one that starts with a dash reads as an option on a command line. */
function newClusterId(): string {
  const id = randomBytes(16).toString('base64url');
  return id.startsWith('-') ? newClusterId() : id;
}

/** Formats the data directory once. The mark comes last, so that an interrupted format is done again. */
async function ensureFormatted(site: Site, java: string, jars: Jars): Promise<void> {
  const mark = join(site.layout.kafka, 'formatted');
  const formatted = await access(mark).then(
    () => true,
    () => false,
  );
  if (formatted) return;
  site.progress({ step: 'kafka', detail: 'formatting its data directory' });
  const id = newClusterId();
  const tool = [
    '-cp',
    join(jars.kafka, '*'),
    'kafka.tools.StorageTool',
    'format',
    '--ignore-formatted',
    '-t',
    id,
    '-c',
    'server.properties',
  ];
  try {
    await run(java, ['-Xmx128m', '-XX:TieredStopAtLevel=1', ...tool], {
      cwd: site.layout.kafka,
      signal: site.household.signal,
    });
  } catch (error) {
    const output = (error as { stderr?: string; stdout?: string }).stderr ?? '';
    throw new LocalStackError(
      'PART_FAILED',
      `Kafka's data directory could not be formatted: ${output || String(error)}`,
      { cause: error },
    );
  }
  await writeFile(mark, `${id}\n`);
}

/** A broker serves when its metadata names it, at the port that it was given. */
async function serves(port: number): Promise<boolean> {
  const client = new kafkajs.Kafka({
    clientId: 'throughline-local-stack',
    brokers: [`${loopback}:${port}`],
    logLevel: kafkajs.logLevel.NOTHING,
    connectionTimeout: 1_000,
    requestTimeout: 5_000,
    retry: { retries: 0 },
  });
  const admin = client.admin();
  try {
    await admin.connect();
    const { brokers } = await admin.describeCluster();
    return brokers.some((broker) => broker.port === port);
  } finally {
    await admin.disconnect();
  }
}

/** A replacement's properties must not outlive a failed write: Kafka reads them at once and never again. */
async function writeProperties(directory: string, content: string): Promise<void> {
  const file = join(directory, 'server.properties');
  const before = await readFile(file, 'utf8').catch(() => '');
  if (before !== content) await writeFile(file, content);
}

/** Starts the broker (and controller) on what it has stored. Ports may differ from the last start: a single node finds itself again. */
export async function startBroker(
  site: Site,
  java: string,
  jars: Jars,
  ports: PortChooser,
): Promise<StartedBroker> {
  return onFreePort(async () => {
    const port = await ports.choose('kafka');
    const controllerPort = await ports.choose('controller');
    await writeProperties(
      site.layout.kafka,
      serverProperties(loopback, { kafka: port, controller: controllerPort }),
    );
    await ensureFormatted(site, java, jars);
    const args = [
      '-Xmx512m',
      '-XX:+ExitOnOutOfMemoryError',
      '-Djava.awt.headless=true',
      `-Dlog4j2.configurationFile=${logging}`,
    ];
    const started = await startPart(site, {
      name: 'kafka',
      port,
      command: java,
      args: [
        ...args,
        `-Dthroughline.home=${site.layout.home}${sep}`,
        '-cp',
        join(jars.kafka, '*'),
        'kafka.Kafka',
        'server.properties',
      ],
      cwd: site.layout.kafka,
      isReady: () => serves(port),
    });
    return { ...started, controllerPort };
  });
}
