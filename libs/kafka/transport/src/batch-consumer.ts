import { type Admin, type Consumer, type EachBatchPayload, type Kafka } from '@throughline/kafka-client';
import { Assignment } from './assignment.js';
import { type FetchedBatch, readBatch, runsOf } from './batch-records.js';
import { ConsumerHealth } from './consumer-health.js';
import { type ConsumerObserver, type ConsumerStatus } from './consumer-status.js';
import { classify, isRebalance, messageOf, retryDelay } from './failure.js';
import { type BatchControls } from './kafka-batch-context.js';
import { Locator } from './locator.js';
import { isUnknownTopic, MissingTopicsError } from './missing-topics-error.js';
import { type Positions } from './positions.js';
import { keyOf, type RecordBatch, type TopicPartition } from './record-batch.js';
import { Watchdog } from './watchdog.js';

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

const heartbeatMs = 3_000;
const sessionMs = 30_000;
/** Restarts of the client, and the time since the first of them, without a joined group in between: beyond both it gives up. */
const maxRestarts = 25;
const maxAbsenceMs = 10 * 60_000;
const fetchBytes = 8 * 1024 * 1024;
/** Two minutes without a fetch, a heartbeat or a batch in hand; a lost broker gives signs of life, a client that died silently none. */
const silence = { everyMs: 15_000, patience: 8 };

/** Every part of a retry policy, because kafkajs takes other defaults when `NODE_ENV` is `test`. */
const retry = { initialRetryTime: 200, maxRetryTime: 5_000, retries: 8, factor: 0.2, multiplier: 2 };

/**
 * One consumer of one group: a loop over batches that alone moves positions. It is never dead and silent: what cannot be tried again
 * goes to `onFatal`, what can is tried again while other partitions go on, and `status` says which.
 */
export class BatchConsumer {
  readonly #consumer: Consumer;
  readonly #admin: Admin;
  readonly #locator: Locator;
  readonly #health: ConsumerHealth;
  readonly #watchdog: Watchdog;
  readonly #attempts = new Map<string, number>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #now: () => number;
  #assignment: Assignment | undefined;
  #starting: Promise<void> | undefined;
  #inHand = 0;
  #absentSince = 0;
  #closing = false;
  #fatal = false;

  constructor(private readonly settings: BatchConsumerSettings) {
    const { kafka, groupId, positions, observer } = settings;
    this.#now = settings.now ?? Date.now;
    this.#health = new ConsumerHealth(this.#now);
    this.#watchdog = new Watchdog({ ...silence, onSilence: () => this.#silent() });
    this.#admin = kafka.admin();
    this.#locator = new Locator(positions, this.#admin, observer);
    this.#consumer = kafka.consumer({
      groupId,
      sessionTimeout: sessionMs,
      heartbeatInterval: heartbeatMs,
      rebalanceTimeout: 60_000,
      maxWaitTimeInMs: 250,
      maxBytesPerPartition: fetchBytes,
      retry: { ...retry, restartOnFailure: (error) => Promise.resolve(this.#restart(error)) },
    });
    this.#listen();
  }

  get status(): ConsumerStatus {
    return this.#health.status(this.settings.groupId, this.#assignment?.partitions ?? []);
  }

  /** Connects and joins the group. Rejects when the broker cannot be reached or a topic is missing. */
  start(): Promise<void> {
    this.#starting ??= this.#start();
    return this.#starting;
  }

  async #start(): Promise<void> {
    await Promise.all([this.#admin.connect(), this.#consumer.connect()]);
    await this.#subscribe([...this.settings.handlers.keys()]);
    await this.#consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: this.settings.concurrency ?? 4,
      eachBatch: (payload) => this.#eachBatch(payload),
    });
    this.#watchdog.start();
  }

  async #subscribe(topics: string[]): Promise<void> {
    try {
      await this.#consumer.subscribe({ topics, fromBeginning: true });
    } catch (error) {
      throw isUnknownTopic(error) ? new MissingTopicsError(topics, { cause: error }) : error;
    }
  }

  /** Finishes the batches in hand, begins nothing further, and leaves the group. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#watchdog.stop();
    for (const timer of this.#timers) clearTimeout(timer);
    // A kafkajs consumer that is stopped while it joins comes alive after it was stopped.
    await this.#starting?.catch(ignore);
    await this.#consumer.disconnect();
    this.#revoke();
    await this.#admin.disconnect();
    this.#health.become('stopped');
  }

  #listen(): void {
    const { GROUP_JOIN, CRASH, REBALANCING, FETCH_START, FETCH, HEARTBEAT } = this.#consumer.events;
    for (const sign of [FETCH_START, FETCH, HEARTBEAT]) this.#consumer.on(sign, () => this.#watchdog.alive());
    this.#consumer.on(GROUP_JOIN, ({ payload }) => this.#joined(payload.memberAssignment));
    this.#consumer.on(REBALANCING, () => this.#revoke());
    this.#consumer.on(CRASH, ({ payload }) => this.#crashed(payload.error, payload.restart));
  }

  #crashed(error: unknown, restarts: boolean): void {
    this.#watchdog.alive();
    if (this.#closing) return;
    this.#revoke();
    if (restarts) this.#health.become('retrying', messageOf(error));
    else this.#die(error);
  }

  #joined(memberAssignment: Readonly<Record<string, readonly number[]>>): void {
    this.#watchdog.alive();
    this.#revoke();
    if (this.#closing) return;
    const partitions = Object.entries(memberAssignment).flatMap(([topic, numbers]) =>
      numbers.map((partition) => ({ topic, partition })),
    );
    const assignment = new Assignment(partitions, (some) => this.#locator.locate(some));
    this.#assignment = assignment;
    this.#health.restarts = 0;
    void this.#locateAll(assignment, 1);
  }

  /**
   * Positions are asked for at once and not when the first batch comes, and asked for until they are known: a partition without records
   * may have work too. Never rejects.
   */
  async #locateAll(assignment: Assignment, attempt: number): Promise<void> {
    try {
      await assignment.locateAll();
    } catch (error) {
      if (this.#assignment === assignment) this.#notLocated(assignment, attempt, error);
      return;
    }
    if (this.#assignment !== assignment || this.#closing || this.#fatal) return;
    for (const partition of assignment.partitions) this.#seek(assignment, partition);
    if (this.#attempts.size === 0) this.#health.become('running');
  }

  #notLocated(assignment: Assignment, attempt: number, error: unknown): void {
    if (classify(error) === 'fatal') {
      this.#die(error);
      return;
    }
    this.#health.become('retrying', messageOf(error));
    this.settings.observer.warning('positions are not known yet', error);
    this.#later(retryDelay(attempt), () => void this.#locateAll(assignment, attempt + 1));
  }

  #revoke(): void {
    const assignment = this.#assignment;
    this.#assignment = undefined;
    this.#health.lag.clear();
    this.#attempts.clear();
    if (assignment !== undefined) this.settings.positions.revoked?.(assignment.partitions);
  }

  #seek(assignment: Assignment, { topic, partition }: TopicPartition): void {
    const next = assignment.next({ topic, partition });
    if (next !== undefined) this.#consumer.seek({ topic, partition, offset: next.toString() });
  }

  async #eachBatch(payload: EachBatchPayload): Promise<void> {
    const place = { topic: payload.batch.topic, partition: payload.batch.partition };
    const assignment = this.#assignment;
    if (assignment === undefined || !assignment.has(place) || this.#fatal) return;
    const beat = setInterval(() => this.#beat(payload), heartbeatMs);
    this.#inHand += 1;
    try {
      await this.#handleBatch(payload, assignment, place);
      this.#attempts.delete(keyOf(place));
      if (this.#attempts.size === 0 && this.#health.state === 'retrying') this.#health.become('running');
    } catch (error) {
      this.#failed(payload, assignment, error);
    } finally {
      this.#inHand -= 1;
      clearInterval(beat);
    }
  }

  /** A heartbeat that fails says so again between two runs, where it can be acted upon. */
  #beat(payload: EachBatchPayload): void {
    payload.heartbeat().catch(ignore);
  }

  async #handleBatch(
    payload: EachBatchPayload,
    assignment: Assignment,
    place: TopicPartition,
  ): Promise<void> {
    const batch = await this.#fromPosition(readBatch(payload.batch), assignment, place);
    if (batch === undefined) return;
    for (const run of runsOf(batch, this.settings.maxRecords ?? 1_000)) {
      if (!this.#mayGoOn(payload, assignment)) break;
      await this.#handleRun(payload, assignment, { ...place, ...run });
      await payload.heartbeat();
    }
    await this.#commitHint(payload, assignment, place);
  }

  #mayGoOn(payload: EachBatchPayload, assignment: Assignment): boolean {
    return payload.isRunning() && !this.#isStale(payload, assignment);
  }

  #isStale({ isStale }: EachBatchPayload, assignment: Assignment): boolean {
    return isStale() || this.#assignment !== assignment || this.#fatal;
  }

  /**
   * The batch from the partition's position on; undefined when the consumer stands elsewhere: then it was sent to the position. Offsets
   * between two records may be missing without anything being lost, so what counts is which offset was asked for.
   */
  async #fromPosition(
    batch: FetchedBatch,
    assignment: Assignment,
    place: TopicPartition,
  ): Promise<FetchedBatch | undefined> {
    await assignment.located(place);
    if (batch.fetchedOffset > (assignment.next(place) ?? 0n)) {
      // Nobody sent it there, unless the log was cut before the position: that is asked for.
      assignment.forget(place);
      await assignment.located(place);
    }
    const next = assignment.next(place) ?? 0n;
    const records = batch.records.filter(({ offset }) => offset >= next);
    if (batch.fetchedOffset <= next && records.length > 0) return { ...batch, records };
    this.#seek(assignment, place);
    return undefined;
  }

  async #handleRun(
    payload: EachBatchPayload,
    assignment: Assignment,
    run: Omit<RecordBatch, 'highWatermark'>,
  ): Promise<void> {
    const { topic, partition, records, nextOffset } = run;
    const handle = this.settings.handlers.get(topic);
    if (handle === undefined) return;
    const highWatermark = BigInt(payload.batch.highWatermark);
    const startedAt = this.#now();
    await handle(
      { ...run, highWatermark },
      { isRunning: payload.isRunning, isStale: () => this.#isStale(payload, assignment) },
    );
    assignment.moveTo({ topic, partition }, nextOffset);
    payload.resolveOffset((nextOffset - 1n).toString());
    const lag = Number(highWatermark - nextOffset);
    this.#health.handled(keyOf({ topic, partition }), lag);
    const ms = this.#now() - startedAt;
    this.settings.observer.batch({ topic, partition, records: records.length, ms, lag });
  }

  /** Tells Kafka how far it is. Only a hint: PostgreSQL knows, and a rebalance under way refuses it. */
  async #commitHint(
    payload: EachBatchPayload,
    assignment: Assignment,
    { topic, partition }: TopicPartition,
  ): Promise<void> {
    const next = assignment.next({ topic, partition });
    if (next === undefined || this.#assignment !== assignment) return;
    try {
      // Not `consumer.commitOffsets`, which would try for half a minute and hold up the rebalance that refuses it.
      await payload.commitOffsetsIfNecessary({
        topics: [{ topic, partitions: [{ partition, offset: next.toString() }] }],
      });
    } catch (error) {
      if (!isRebalance(error)) this.settings.observer.warning('the commit hint did not arrive', error);
    }
  }

  #failed(payload: EachBatchPayload, assignment: Assignment, error: unknown): void {
    const { topic, partition } = payload.batch;
    if (isRebalance(error)) throw error;
    if (this.#assignment !== assignment || this.#closing) return;
    if (classify(error) === 'fatal') {
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
    this.#health.become('retrying', messageOf(error));
    this.settings.observer.retry({ topic, partition, attempt, delay, error });
    this.#later(delay, payload.pause());
  }

  #later(ms: number, task: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      task();
    }, ms);
    this.#timers.add(timer);
  }

  /** Counted as well as timed: a process that was stopped for an hour has not tried for an hour. */
  #restart(error: unknown): boolean {
    if (this.#closing || this.#fatal) return false;
    if (this.#health.restarts === 0) this.#absentSince = this.#now();
    this.#health.restarts += 1;
    this.settings.observer.warning('the Kafka client starts anew', error);
    return this.#health.restarts <= maxRestarts || this.#now() - this.#absentSince < maxAbsenceMs;
  }

  #silent(): void {
    if (this.#inHand === 0) {
      this.#die(new Error('the Kafka client has given no sign of life for two minutes'));
      return;
    }
    this.#watchdog.alive();
    this.#watchdog.start();
  }

  /** The consumer is stopped at once: it would fetch the same batch over and over while the process ends. */
  #die(error: unknown): void {
    if (this.#fatal || this.#closing) return;
    this.#fatal = true;
    this.#watchdog.stop();
    this.#health.become('dead', messageOf(error));
    const { groupId, onFatal } = this.settings;
    this.#consumer.stop().catch(ignore);
    onFatal(new Error(`${groupId} cannot go on: ${messageOf(error)}`, { cause: error }));
  }
}

const ignore = (): void => undefined;
