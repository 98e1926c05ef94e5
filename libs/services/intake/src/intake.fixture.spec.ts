import { type InputTopicKey, type LogEntry, type Signal, topicName } from '@throughline/contracts';
import { createKafka, endOffsets, ensureTopics, type IHeaders, type Kafka } from '@throughline/kafka-client';
import { createWire, Registry, type Wire } from '@throughline/kafka-wire';
import {
  composeServices,
  createLogger,
  loadConfig,
  requireServers,
  type ServiceHandle,
} from '@throughline/platform';
import { createPool } from '@throughline/storage';
import { type TestScope, until, useTestScope } from '@throughline/testing';
import type pg from 'pg';
import { IntakeModule } from './intake.module.js';

/** One record for an input topic; always partition 0 unless it says otherwise. */
export interface Input {
  readonly topic: InputTopicKey;
  readonly value: Buffer | null;
  readonly headers?: IHeaders;
  readonly key?: Buffer;
  readonly partition?: number;
  readonly timestamp?: number;
}

export interface StoredLetter {
  readonly topic: string;
  readonly offset: number;
  readonly reason: string;
  readonly errors: readonly { readonly path: string; readonly message: string }[];
  readonly value: Buffer | null;
}

/** Real servers with intake's topics and schemas, and what a test asks of them. */
export class IntakeHarness {
  readonly signals: Signal[] = [];
  private closers: (() => Promise<unknown>)[] = [];

  private constructor(
    readonly scope: TestScope,
    readonly pool: pg.Pool,
    readonly kafka: Kafka,
    readonly wire: Wire,
    readonly registry: Registry,
  ) {}

  static async create(): Promise<IntakeHarness> {
    const scope = await useTestScope();
    const kafka = createKafka({ brokers: scope.brokers.split(','), clientId: 'intake-int' });
    const registry = new Registry({ url: scope.registryUrl });
    const admin = kafka.admin();
    await admin.connect();
    await ensureTopics(admin, { prefix: scope.topicPrefix, partitions: 2, replicationFactor: 1 });
    await admin.disconnect();
    await registry.registerAll(scope.topicPrefix);
    const wire = createWire(registry, scope.topicPrefix);
    await Promise.all([wire.alerts.ready(), wire.logs.ready(), wire.configChanges.ready()]);
    const pool = createPool({ databaseUrl: scope.databaseUrl, applicationName: 'intake-int' });
    const harness = new IntakeHarness(scope, pool, kafka, wire, registry);
    await harness.readSignals();
    return harness;
  }

  async boot(registryUrl = this.scope.registryUrl): Promise<ServiceHandle> {
    const { brokers, databaseUrl, topicPrefix, groupPrefix } = this.scope;
    const config = requireServers(
      loadConfig({
        THROUGHLINE_KAFKA_BROKERS: brokers,
        THROUGHLINE_REGISTRY_URL: registryUrl,
        THROUGHLINE_DATABASE_URL: databaseUrl,
        THROUGHLINE_TOPIC_PREFIX: topicPrefix,
        THROUGHLINE_GROUP_PREFIX: groupPrefix,
      }),
    );
    const handle = await composeServices([IntakeModule.register(config)], {
      config,
      port: 0,
      host: '127.0.0.1',
      logger: createLogger({ level: 'silent', service: 'intake-test' }),
    });
    this.closers.unshift(() => handle.close());
    return handle;
  }

  async close(): Promise<void> {
    for (const close of this.closers) await close();
    await this.pool.end();
    await this.scope.cleanup();
  }

  topic(key: InputTopicKey): string {
    return topicName(this.scope.topicPrefix, key);
  }

  async produce(inputs: readonly Input[]): Promise<void> {
    const producer = this.kafka.producer({ allowAutoTopicCreation: false });
    await producer.connect();
    for (const { topic, value, headers, key, partition = 0, timestamp } of inputs) {
      const message = { value, key: key ?? null, partition, ...(headers && { headers }) };
      const time = timestamp === undefined ? {} : { timestamp: String(timestamp) };
      await producer.send({ topic: this.topic(topic), messages: [{ ...message, ...time }] });
    }
    await producer.disconnect();
  }

  /** Resolves when every input record has had its outcome. */
  async drained(keys: readonly InputTopicKey[]): Promise<void> {
    await until(async () => (await this.lag(keys)) === 0, {
      what: 'intake to have read everything',
      timeoutMs: 40_000,
    });
  }

  async letters(): Promise<StoredLetter[]> {
    const { rows } = await this.pool.query<StoredLetter>(
      `select topic, "offset"::float8 as "offset", reason, errors, value from dead_letters order by topic, partition, "offset"`,
    );
    return rows;
  }

  /** How often each input record ended as a signal, and how often as a dead letter, by `topic/partition/offset`. */
  async ledger(): Promise<Map<string, { signals: number; letters: number }>> {
    const entries = new Map<string, { signals: number; letters: number }>();
    const entry = (place: string) => {
      const known = entries.get(place) ?? { signals: 0, letters: 0 };
      entries.set(place, known);
      return known;
    };
    for (const { origin } of this.signals)
      entry(`${origin.topic}/${origin.partition}/${origin.offset}`).signals++;
    const { rows } = await this.pool.query<{ place: string }>(
      `select topic || '/' || partition || '/' || "offset" as place from dead_letters`,
    );
    for (const { place } of rows) entry(place).letters++;
    return entries;
  }

  /** Every place that an input record has. */
  async places(keys: readonly InputTopicKey[]): Promise<string[]> {
    const ends = await this.ends(keys);
    return ends.flatMap(({ topic, partition, end }) =>
      Array.from({ length: Number(end) }, (_, offset) => `${topic}/${partition}/${offset}`),
    );
  }

  private async lag(keys: readonly InputTopicKey[]): Promise<number> {
    const { rows } = await this.pool.query<{ place: string; next: number }>(
      `select topic || '/' || partition as place, next_offset::float8 as next from consumer_offsets where consumer = 'intake'`,
    );
    const stored = new Map(rows.map(({ place, next }) => [place, next]));
    const ends = await this.ends(keys);
    return ends.reduce(
      (sum, { topic, partition, end }) => sum + Number(end) - (stored.get(`${topic}/${partition}`) ?? 0),
      0,
    );
  }

  private async ends(keys: readonly InputTopicKey[]) {
    const admin = this.kafka.admin();
    await admin.connect();
    try {
      const perTopic = await Promise.all(
        keys.map(async (key) => {
          const topic = this.topic(key);
          const ends = await endOffsets(admin, topic);
          return [...ends].map(([partition, end]) => ({ topic, partition, end }));
        }),
      );
      return perTopic.flat();
    } finally {
      await admin.disconnect();
    }
  }

  private async readSignals(): Promise<void> {
    const consumer = this.kafka.consumer({ groupId: `${this.scope.groupPrefix}reader` });
    await consumer.connect();
    await consumer.subscribe({ topic: topicName(this.scope.topicPrefix, 'signals'), fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ message }) => {
        const entry: LogEntry = await this.wire.signals.decode(message.value);
        if (entry.type === 'signal') this.signals.push(entry.signal);
      },
    });
    this.closers.push(() => consumer.disconnect());
  }
}
