import {
  type Admin,
  type Consumer,
  type EachBatchPayload,
  type Kafka,
  topicRanges,
} from '@throughline/kafka-client';
import { Assignment } from './assignment.js';
import { type ConsumerObserver, type ConsumerState, type ConsumerStatus } from './consumer-status.js';
import { classify, retryDelay } from './failure.js';
import { type BatchControls } from './kafka-batch-context.js';
import { type Positions } from './positions.js';
import { type KafkaRecord, keyOf, type RecordBatch, type TopicPartition } from './record-batch.js';

export type HandleBatch = (batch: RecordBatch, controls: BatchControls) => Promise<void>;

export interface BatchConsumerSettings {
  readonly kafka: Kafka;
  readonly groupId: string;
  /** By full topic name. */
  readonly handlers: ReadonlyMap<string, HandleBatch>;
  readonly positions: Positions;
  readonly observer: ConsumerObserver;
  /** Told once, when the consumer cannot go on: the process is to end. */
  readonly onFatal: (error: Error) => void;
  /** Records handed over at once; default 1000. */
  readonly maxRecords?: number;
  /** Partitions worked on at the same time; default 4. */
  readonly concurrency?: number;
  readonly now?: () => number;
}

/** The consumer's position is not in the log: the topic was made anew, or the database belongs to another cluster. */
export class OffsetBeyondLogError extends Error {
  override readonly name = 'OffsetBeyondLogError';
  readonly code = 'offset-beyond-log';
}

const heartbeatMs = 3_000;
const sessionMs = 30_000;
/** Restarts of the client without a batch or a joined group in between, with up to 30 s of waiting each: some ten minutes. */
const maxRestarts = 25;
const fetchBytes = 8 * 1024 * 1024;

/**
 * One consumer of one group: a loop over batches that alone moves positions. It is never dead and silent: what cannot be tried again
 * goes to `onFatal`, what can is tried again while other partitions go on, and `status` says which.
 */
export class BatchConsumer {
  readonly #consumer: Consumer;
  readonly #admin: Admin;
  readonly #lag = new Map<string, number>();
  readonly #attempts = new Map<string, number>();
  readonly #timers = new Set<NodeJS.Timeout>();
  /** Positions to which a partition was sent because its records began after them. */
  readonly #sentBack = new WeakMap<Assignment, Map<string, bigint>>();
  readonly #now: () => number;
  #assignment: Assignment | undefined;
  #state: ConsumerState = 'starting';
  #since: number;
  #reason: string | null = null;
  #lastBatchAt: number | null = null;
  #restarts = 0;
  #fatal = false;

  constructor(private readonly settings: BatchConsumerSettings) {
    const { kafka, groupId } = settings;
    this.#now = settings.now ?? Date.now;
    this.#since = this.#now();
    this.#admin = kafka.admin();
    this.#consumer = kafka.consumer({
      groupId,
      sessionTimeout: sessionMs,
      heartbeatInterval: heartbeatMs,
      rebalanceTimeout: 60_000,
      maxWaitTimeInMs: 250,
      maxBytesPerPartition: fetchBytes,
      retry: {
        initialRetryTime: 200,
        maxRetryTime: 5_000,
        retries: 8,
        restartOnFailure: (error) => Promise.resolve(this.#restart(error)),
      },
    });
    this.#listen();
  }

  get status(): ConsumerStatus {
    return {
      groupId: this.settings.groupId,
      state: this.#state,
      since: this.#since,
      assigned: this.#assignment?.partitions ?? [],
      lag: this.#lag,
      lastBatchAt: this.#lastBatchAt,
      restarts: this.#restarts,
      reason: this.#reason,
    };
  }

  async start(): Promise<void> {
    await Promise.all([this.#admin.connect(), this.#consumer.connect()]);
    await this.#consumer.subscribe({ topics: [...this.settings.handlers.keys()], fromBeginning: true });
    await this.#consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: this.settings.concurrency ?? 4,
      eachBatch: (payload) => this.#eachBatch(payload),
    });
  }

  /** Finishes the batches in hand, stores nothing further, and leaves the group. */
  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    if (this.#state !== 'dead') this.#become('stopped', null);
    await this.#consumer.disconnect();
    await this.#admin.disconnect();
  }

  #listen(): void {
    const { GROUP_JOIN, CRASH, REBALANCING } = this.#consumer.events;
    this.#consumer.on(GROUP_JOIN, ({ payload }) => this.#joined(payload.memberAssignment));
    this.#consumer.on(REBALANCING, () => this.#revoke());
    this.#consumer.on(CRASH, ({ payload }) => {
      if (payload.restart) this.#become('retrying', messageOf(payload.error));
      else this.#die(payload.error);
    });
  }

  /** Positions are asked for at once and not when the first batch comes: a partition without records may have work too. */
  #joined(memberAssignment: Readonly<Record<string, readonly number[]>>): void {
    this.#revoke();
    const partitions = Object.entries(memberAssignment).flatMap(([topic, numbers]) =>
      numbers.map((partition) => ({ topic, partition })),
    );
    const assignment = new Assignment(partitions, this.settings.positions);
    this.#assignment = assignment;
    this.#restarts = 0;
    this.#become('running', null);
    assignment.locateAll().then(
      () => this.#seekAll(assignment),
      (error: unknown) => {
        if (classify(error) === 'fatal') this.#die(error);
      },
    );
  }

  #revoke(): void {
    const assignment = this.#assignment;
    this.#assignment = undefined;
    this.#lag.clear();
    this.#attempts.clear();
    if (assignment !== undefined) this.settings.positions.revoked?.(assignment.partitions);
  }

  async #seekAll(assignment: Assignment): Promise<void> {
    try {
      const topics = new Set(assignment.partitions.map(({ topic }) => topic));
      for (const topic of topics) await this.#refuseBeyondLog(assignment, topic);
    } catch (error) {
      if (error instanceof OffsetBeyondLogError) this.#die(error);
      return;
    }
    if (this.#assignment !== assignment) return;
    for (const partition of assignment.partitions) this.#seek(assignment, partition);
  }

  async #refuseBeyondLog(assignment: Assignment, topic: string): Promise<void> {
    for (const { partition, high } of await topicRanges(this.#admin, topic)) {
      const next = assignment.next({ topic, partition });
      if (next !== undefined && next > high) {
        throw new OffsetBeyondLogError(
          `${topic}/${partition} ends at ${high}, but effects up to ${next} are stored: the topic was made anew, or the database belongs to another cluster. Use the topics and the database that belong together.`,
        );
      }
    }
  }

  #seek(assignment: Assignment, { topic, partition }: TopicPartition): void {
    const next = assignment.next({ topic, partition });
    if (next !== undefined) this.#consumer.seek({ topic, partition, offset: next.toString() });
  }

  async #eachBatch(payload: EachBatchPayload): Promise<void> {
    const { topic, partition } = payload.batch;
    const assignment = this.#assignment;
    if (assignment === undefined || this.#fatal) return;
    const beat = setInterval(() => void payload.heartbeat().catch(ignore), heartbeatMs);
    try {
      await assignment.located({ topic, partition });
      await this.#handleBatch(payload, assignment);
      this.#attempts.delete(keyOf({ topic, partition }));
      if (this.#attempts.size === 0 && this.#state === 'retrying') this.#become('running', null);
    } catch (error) {
      this.#failed(payload, assignment, error);
    } finally {
      clearInterval(beat);
    }
  }

  async #handleBatch(payload: EachBatchPayload, assignment: Assignment): Promise<void> {
    const place = { topic: payload.batch.topic, partition: payload.batch.partition };
    const records = this.#unhandled(payload, assignment, place);
    if (records === undefined) return;
    const { maxRecords = 1_000 } = this.settings;
    for (let from = 0; from < records.length; from += maxRecords) {
      if (!this.#mayGoOn(payload, assignment)) break;
      await this.#handleChunk(payload, assignment, records.slice(from, from + maxRecords));
      await payload.heartbeat();
    }
    await this.#commitHint(assignment, place);
  }

  #mayGoOn({ isRunning, isStale }: EachBatchPayload, assignment: Assignment): boolean {
    return isRunning() && !isStale() && this.#assignment === assignment && !this.#fatal;
  }

  /** The records from the position on; undefined when there are none and the consumer was sent to the position. */
  #unhandled(
    { batch }: EachBatchPayload,
    assignment: Assignment,
    place: TopicPartition,
  ): KafkaRecord[] | undefined {
    const next = assignment.next(place);
    const records = batch.messages.map((message) => ({
      offset: BigInt(message.offset),
      key: message.key,
      value: message.value,
      headers: message.headers ?? {},
      timestamp: Number(message.timestamp),
    }));
    const first = records[0];
    if (next === undefined || first === undefined) return records;
    if (first.offset > next) return this.#gap(assignment, place, next, records);
    const rest = records.filter(({ offset }) => offset >= next);
    if (rest.length > 0) return rest;
    this.#seek(assignment, place);
    return undefined;
  }

  /** Records are missing before the batch: the consumer stands elsewhere, or, when it was sent back once already, they are gone. */
  #gap(
    assignment: Assignment,
    place: TopicPartition,
    wanted: bigint,
    records: KafkaRecord[],
  ): KafkaRecord[] | undefined {
    const found = records[0]?.offset ?? wanted;
    const known = this.#sentBack.get(assignment)?.get(keyOf(place));
    if (known === wanted) {
      this.settings.observer.gap({ ...place, wanted, found });
      return records;
    }
    const sent = this.#sentBack.get(assignment) ?? new Map<string, bigint>();
    this.#sentBack.set(assignment, sent.set(keyOf(place), wanted));
    this.#seek(assignment, place);
    return undefined;
  }

  async #handleChunk(
    payload: EachBatchPayload,
    assignment: Assignment,
    records: readonly KafkaRecord[],
  ): Promise<void> {
    const { topic, partition, highWatermark } = payload.batch;
    const last = records.at(-1);
    const handle = this.settings.handlers.get(topic);
    if (last === undefined || handle === undefined) return;
    const startedAt = this.#now();
    await handle(
      { topic, partition, records, highWatermark: BigInt(highWatermark) },
      { isRunning: payload.isRunning, isStale: payload.isStale },
    );
    assignment.moveTo({ topic, partition }, last.offset + 1n);
    payload.resolveOffset(last.offset.toString());
    const lag = Number(BigInt(highWatermark) - last.offset - 1n);
    this.#lag.set(keyOf({ topic, partition }), lag);
    this.#lastBatchAt = this.#now();
    this.settings.observer.batch({
      topic,
      partition,
      records: records.length,
      ms: this.#lastBatchAt - startedAt,
      lag,
    });
  }

  /** Tells Kafka how far it is. Only a hint: PostgreSQL knows, and a rebalance under way refuses it. */
  async #commitHint(assignment: Assignment, place: TopicPartition): Promise<void> {
    const next = assignment.next(place);
    if (next === undefined || this.#assignment !== assignment) return;
    try {
      await this.#consumer.commitOffsets([{ ...place, offset: next.toString() }]);
    } catch (error) {
      this.settings.observer.warning('the commit hint did not arrive', error);
    }
  }

  #failed(payload: EachBatchPayload, assignment: Assignment, error: unknown): void {
    const { topic, partition } = payload.batch;
    if (isRebalance(error)) throw error;
    const failure = classify(error);
    if (failure === 'fatal') {
      this.#die(error);
      return;
    }
    // What was believed to be stored may not be, and the other way round: the next batch asks first.
    assignment.forget({ topic, partition });
    this.#waitAndRetry(payload, error);
  }

  #waitAndRetry(payload: EachBatchPayload, error: unknown): void {
    const { topic, partition } = payload.batch;
    const key = keyOf({ topic, partition });
    const attempt = (this.#attempts.get(key) ?? 0) + 1;
    const delay = retryDelay(attempt);
    this.#attempts.set(key, attempt);
    this.#become('retrying', messageOf(error));
    this.settings.observer.retry({ topic, partition, attempt, delay, error });
    const resume = payload.pause();
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      resume();
    }, delay);
    this.#timers.add(timer);
  }

  #restart(error: unknown): boolean {
    this.#restarts += 1;
    this.settings.observer.warning('the Kafka client starts anew', error);
    return this.#restarts <= maxRestarts && !this.#fatal;
  }

  #die(error: unknown): void {
    if (this.#fatal) return;
    this.#fatal = true;
    this.#become('dead', messageOf(error));
    const { groupId, onFatal } = this.settings;
    onFatal(new Error(`${groupId} cannot go on: ${messageOf(error)}`, { cause: error }));
  }

  #become(state: ConsumerState, reason: string | null): void {
    if (this.#state === 'dead') return;
    this.#reason = reason;
    if (this.#state === state) return;
    this.#state = state;
    this.#since = this.#now();
  }
}

const ignore = (): void => undefined;

const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);

const rebalances = new Set([
  'REBALANCE_IN_PROGRESS',
  'ILLEGAL_GENERATION',
  'UNKNOWN_MEMBER_ID',
  'NOT_COORDINATOR_FOR_GROUP',
]);

/** Errors of a heartbeat that tell kafkajs to join again: they are its own to handle. */
const isRebalance = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'type' in error && rebalances.has(String(error.type));
