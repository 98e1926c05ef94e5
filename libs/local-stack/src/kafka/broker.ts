import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { access, readFile, rename, writeFile } from 'node:fs/promises';
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

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** Settled before the first format, so that an interrupted one is repeated with the same id, which Kafka insists on. */
async function ensureClusterId(site: Site): Promise<string> {
  const file = join(site.layout.kafka, 'cluster-id');
  if (!(await exists(file))) {
    await writeFile(`${file}.new`, newClusterId());
    await rename(`${file}.new`, file);
  }
  return readFile(file, 'utf8');
}

/** Formats the data directory once. The mark comes last, so that an interrupted format is done again. */
async function ensureFormatted(site: Site, java: string, jars: Jars, clusterId: string): Promise<void> {
  const mark = join(site.layout.kafka, 'formatted');
  if (await exists(mark)) return;
  site.progress({ step: 'kafka', detail: 'formatting its data directory' });
  const tool = [
    '-cp',
    join(jars.kafka, '*'),
    'kafka.tools.StorageTool',
    'format',
    '--ignore-formatted',
    '-t',
    clusterId,
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
  await writeFile(mark, '');
}

/** A broker serves when its metadata names it. It must be of this cluster: another one may have taken the port while ours was starting. */
async function serves(port: number, clusterId: string): Promise<boolean> {
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
    const { brokers, clusterId: answering } = await admin.describeCluster();
    return answering === clusterId && brokers.some((broker) => broker.port === port);
  } finally {
    await admin.disconnect();
  }
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
    const properties = serverProperties(loopback, { kafka: port, controller: controllerPort });
    await writeFile(join(site.layout.kafka, 'server.properties'), properties);
    const clusterId = await ensureClusterId(site);
    await ensureFormatted(site, java, jars, clusterId);
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
      isReady: () => serves(port, clusterId),
    });
    return { ...started, controllerPort };
  });
}
