import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  createLogger,
  loadPolicyAndCatalog,
  resolveApiKey,
  type ServerConfig,
  type ServiceHandle,
  type ThroughlineConfig,
} from '@throughline/platform';
import { pino } from 'pino';
import { publishLines } from '../commands/publish.js';
import { readSignalsFile } from '../publish/read-signals-file.js';
import { rebased } from '../publish/rebase.js';
import { ApiClient } from '../servers/api-client.js';
import { type Servers, startServers, tellProgress } from '../servers/resolve-servers.js';
import { startServices } from '../servers/start-services.js';
import { downParts, readStatus } from '../status/status.js';
import { colours, print, tell } from '../terminal/output.js';
import { exampleCatalog, exampleSignals, expected } from './example.js';
import { awaitOutcome, refuseShortcomings, showOutcome, shortcomings } from './outcome.js';
import { waitFor } from './wait.js';

/** A running demo: whoever started it ends it. */
export interface Demo {
  readonly services: ServiceHandle;
  readonly servers: Servers;
}

/** Starts everything on this machine with the example's catalog. */
export async function startDemo(given: ThroughlineConfig): Promise<Demo> {
  const config = { ...given, catalogFile: given.catalogFile ?? exampleCatalog };
  tell(`Starting Kafka, the schema registry and PostgreSQL in ${config.home} …`);
  const servers = await startServers(config, tellProgress);
  try {
    tell('Starting the services …');
    const apiKey = config.apiKey ?? resolveApiKey(config.home).key;
    const logs = join(config.home, 'logs');
    mkdirSync(logs, { recursive: true });
    const logger = createLogger({
      level: config.logLevel,
      service: 'throughline',
      destination: pino.destination({ dest: join(logs, 'services.log'), sync: false }),
    });
    const services = await startServices(
      { ...servers.config, apiKey },
      { logger, onProgress: (step) => tell(`  ✓ ${step}`) },
    );
    return { services, servers: { ...servers, config: { ...servers.config, apiKey } } };
  } catch (error) {
    await servers.stack?.stop();
    throw error;
  }
}

export async function stopDemo({ services, servers }: Demo): Promise<void> {
  await services.close();
  await servers.stack?.stop();
}

/** Publishes the example to the input topics, waits until all of it is stored and drafted, and shows what came out. */
export async function runDemo({ services, servers: { config } }: Demo, now: number): Promise<void> {
  // An environment of its own is a scope of its own: a second demo on the same data is another outage, not the same records again.
  const environment = `demo-${Math.floor(now / 1_000).toString(36)}`;
  const { lines } = await readSignalsFile(exampleSignals);
  const inEnvironment = rebased(lines, now).map((line) => ({
    ...line,
    fields: { ...line.fields, environment },
  }));
  await everyStageUp(config);
  tell(`Publishing ${lines.length} signals of a checkout outage to the input topics …`);
  const before = await readStatus(config);
  const { total } = await publishLines(config, inEnvironment, { format: 'avro' });
  await waitFor('all signals to be stored', 60_000, async () => {
    const { signals } = await readStatus(config);
    const ended =
      signals.stored +
      signals.duplicate +
      signals.deadLettered -
      before.signals.stored -
      before.signals.duplicate -
      before.signals.deadLettered;
    return ended >= total ? true : undefined;
  });
  const outcome = await awaitOutcome(new ApiClient(config), environment);
  const file = await showOutcome(outcome, config.home);
  showAddresses(services, config, outcome.incident.id, file);
  refuseShortcomings(shortcomings(outcome, expected()));
}

async function everyStageUp(config: ServerConfig): Promise<void> {
  let down: readonly string[] = [];
  await waitFor(
    () => `${down.join(', ')} to be up`,
    30_000,
    async () => {
      down = downParts(await readStatus(config));
      return down.length === 0 ? true : undefined;
    },
  );
}

function showAddresses({ url }: ServiceHandle, config: ServerConfig, id: string, draft: string): void {
  const { policy } = loadPolicyAndCatalog(config);
  print(`
${colours.bold('Post-mortem draft')}  ${draft}
${colours.bold('API')}                ${url}/v1/incidents/${id}/timeline   (OpenAPI: ${url}/openapi.json)
${colours.bold('API key')}            ${config.apiKey ?? ''}
${colours.bold('Health')}             ${url}/health/ready   Metrics ${url}/metrics   Policy ${policy.version}

  curl -H 'Authorization: Bearer ${config.apiKey ?? ''}' ${url}/v1/incidents/${id}/timeline
  npx throughline incidents show ${id}
`);
}
