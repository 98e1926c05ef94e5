import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { emptyCatalog } from '@throughline/catalog';
import { type IncidentEvent, type IncidentFact, topicName } from '@throughline/contracts';
import { PostgresEventStore } from '@throughline/event-store-postgres';
import { createKafka, ensureTopics, type Kafka } from '@throughline/kafka-client';
import { createWire, Registry, type Wire } from '@throughline/kafka-wire';
import {
  bootService,
  createLogger,
  loadConfig,
  requireServers,
  type ServiceHandle,
} from '@throughline/platform';
import { defaultPolicy } from '@throughline/policy';
import { projectionHash, ReadModels, readModelNames, rebuild } from '@throughline/read-models-postgres';
import { createPool } from '@throughline/storage';
import { type TestScope, until, useTestScope } from '@throughline/testing';
import { type Pool } from 'pg';
import { idOf, joined, newEvents, opened, tenant } from './events.fixture.spec.js';
import { ProjectorModule } from './projector.module.js';

let scope: TestScope;
let pool: Pool;
let store: PostgresEventStore;
let models: ReadModels;
let producer: ReturnType<Kafka['producer']>;
let wire: Wire;
let handle: ServiceHandle | undefined;

beforeAll(async () => {
  scope = await useTestScope();
  pool = createPool({ databaseUrl: scope.databaseUrl, applicationName: 'projector test' });
  store = new PostgresEventStore(pool);
  models = new ReadModels(pool, store);
  const kafka = createKafka({ brokers: [scope.brokers], clientId: 'projector-test' });
  const admin = kafka.admin();
  await admin.connect();
  await ensureTopics(admin, { prefix: scope.topicPrefix, partitions: 3, replicationFactor: 1 });
  await admin.disconnect();
  producer = kafka.producer();
  await producer.connect();
  const registry = new Registry({ url: scope.registryUrl });
  await registry.registerAll(scope.topicPrefix);
  wire = createWire(registry, scope.topicPrefix);
  await wire.incidentEvents.ready();
});

afterEach(() => handle?.close());
afterAll(async () => {
  await producer.disconnect();
  await pool.end();
  await scope.cleanup();
});

const boot = async (): Promise<void> => {
  const config = requireServers(
    loadConfig({
      THROUGHLINE_KAFKA_BROKERS: scope.brokers,
      THROUGHLINE_REGISTRY_URL: scope.registryUrl,
      THROUGHLINE_DATABASE_URL: scope.databaseUrl,
      THROUGHLINE_TOPIC_PREFIX: scope.topicPrefix,
      THROUGHLINE_GROUP_PREFIX: scope.groupPrefix,
    }),
  );
  handle = await bootService({
    name: 'projector',
    module: ProjectorModule,
    config,
    port: 0,
    logger: createLogger({ level: 'silent', service: 'test' }),
    policyAndCatalog: { policy: defaultPolicy, catalog: emptyCatalog },
  });
};

const publish = (events: readonly IncidentEvent[]) =>
  producer.send({
    topic: topicName(scope.topicPrefix, 'incidentEvents'),
    messages: events.map((event) => ({ key: event.streamId, value: wire.incidentEvents.encode(event) })),
  });
const happens = async (name: string, version: number, ...facts: readonly IncidentFact[]) =>
  store.append<IncidentFact>(idOf(name), 'incident', version, newEvents(name, version, ...facts));
const arrived = (name: string, version: number) =>
  until(async () => (await models.incident(tenant, idOf(name)))?.version === version, {
    what: `version ${version} of ${name}`,
    timeoutMs: 30_000,
  });
const hashes = () => Promise.all(readModelNames.map((name) => projectionHash(pool, name)));

it('projects what is published, across duplicates, losses and a restart, to the rows of a rebuild', async () => {
  const names = Array.from({ length: 20 }, (_, index) => `incident-${index}`);
  const first = (
    await Promise.all(names.map((name) => happens(name, 0, opened(`${name}-a`), joined(`${name}-b`))))
  ).flat();
  await boot();
  await publish([...first, ...first]);
  for (const name of names) await arrived(name, 2);
  await handle?.close();

  const later = await Promise.all(
    names.map((name) => happens(name, 2, joined(`${name}-c`), joined(`${name}-d`))),
  );
  await publish(later.map((events) => events.at(-1)!));
  await boot();
  for (const name of names) await arrived(name, 4);

  const live = await hashes();
  await rebuild(pool, store, 'all');
  expect(await hashes()).toEqual(live);
  expect(await models.countIncidents(tenant, {})).toBe(20);
  const answer = await fetch(`${handle!.url}/health/ready`);
  expect(answer.status).toBe(200);
  expect(await (await fetch(`${handle!.url}/metrics`)).text()).toMatch(
    /throughline_outcomes_total\{stage="projector",outcome="reread"\} 20/,
  );
});
