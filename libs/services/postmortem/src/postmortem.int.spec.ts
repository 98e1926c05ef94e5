import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { emptyCatalog } from '@throughline/catalog';
import {
  type IncidentEvent,
  type IncidentFact,
  type PostmortemFact,
  topicName,
} from '@throughline/contracts';
import { PostgresEventStore } from '@throughline/event-store-postgres';
import { postmortemId } from '@throughline/identity';
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
import { createPool } from '@throughline/storage';
import { type TestScope, until, useTestScope } from '@throughline/testing';
import { type Pool } from 'pg';
import { getPostmortem } from './documents/document-store.js';
import { Drafts } from './drafting/drafts.js';
import { incident, late, newEvents, opened, resolved } from './incident.fixture.spec.js';
import { PostmortemModule } from './postmortem.module.js';

let scope: TestScope;
let pool: Pool;
let store: PostgresEventStore;
let producer: ReturnType<Kafka['producer']>;
let wire: Wire;
let handle: ServiceHandle | undefined;

beforeAll(async () => {
  scope = await useTestScope();
  pool = createPool({ databaseUrl: scope.databaseUrl, applicationName: 'postmortem test' });
  store = new PostgresEventStore(pool);
  const kafka = createKafka({ brokers: scope.brokers.split(','), clientId: 'postmortem-test' });
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

const boot = async (): Promise<ServiceHandle> => {
  const config = requireServers(
    loadConfig({
      THROUGHLINE_KAFKA_BROKERS: scope.brokers,
      THROUGHLINE_REGISTRY_URL: scope.registryUrl,
      THROUGHLINE_DATABASE_URL: scope.databaseUrl,
      THROUGHLINE_TOPIC_PREFIX: scope.topicPrefix,
      THROUGHLINE_GROUP_PREFIX: scope.groupPrefix,
    }),
  );
  return bootService({
    name: 'postmortem',
    module: PostmortemModule.register(config),
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
const happens = (id: string, version: number, ...facts: readonly IncidentFact[]) =>
  store.append<IncidentFact>(id, 'incident', version, newEvents(facts, version));
const drafted = (id: string, incidentVersion: number) =>
  until(async () => (await getPostmortem(pool, 'acme', id))?.incidentVersion === incidentVersion, {
    what: `the draft of version ${incidentVersion}`,
    timeoutMs: 30_000,
  });
const reasons = async (id: string) =>
  (await store.readStream<PostmortemFact>(postmortemId(id, 1))).map((event) => event.data.reason);

it('drafts what resolves, across duplicates and a restart, and on demand what does not', async () => {
  const ids = Array.from({ length: 10 }, (_, index) => incident(`over Kafka ${index}`));
  const first = (await Promise.all(ids.map((id) => happens(id, 0, opened, resolved)))).flat();
  const open = incident('open over Kafka');
  handle = await boot();
  await publish([...(await happens(open, 0, opened)), ...first, ...first]);
  for (const id of ids) await drafted(id, 2);
  expect(await getPostmortem(pool, 'acme', open)).toBeNull();
  await handle.app.get(Drafts, { strict: false }).draftOnDemand('acme', open);
  expect(await reasons(open)).toEqual(['on demand']);
  await handle.close();

  const [moved = ''] = ids;
  const news = await happens(moved, 2, late);
  await publish(news);
  handle = await boot();
  await drafted(moved, 3);
  expect(await reasons(moved)).toEqual(['resolved', 'late evidence']);
  for (const id of ids.slice(1)) expect(await reasons(id)).toEqual(['resolved']);

  expect((await fetch(`${handle.url}/health/ready`)).status).toBe(200);
  expect(await (await fetch(`${handle.url}/metrics`)).text()).toMatch(
    /throughline_outcomes_total\{stage="postmortem",outcome="redrafted"\} 1/,
  );
});
