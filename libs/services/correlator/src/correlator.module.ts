import {
  Inject,
  Injectable,
  Module,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { type Catalog } from '@throughline/catalog';
import { topicName } from '@throughline/contracts';
import { type EventStore } from '@throughline/event-store-port';
import { AppendHint } from '@throughline/event-store-postgres';
import { type Admin, createOutputs, type Kafka } from '@throughline/kafka-client';
import { createWire, Registry } from '@throughline/kafka-wire';
import {
  CATALOG,
  CONFIG,
  EVENT_STORE,
  HealthRegistry,
  KAFKA,
  type Logger,
  LOGGER,
  Metrics,
  POLICY,
  POOL,
  type ServerConfig,
  Stages,
} from '@throughline/platform';
import { type Policy } from '@throughline/policy';
import { type ClientBase, type Pool } from 'pg';
import { Correlator } from './correlator.js';
import { LogWriter } from './log-writer.js';
import { engineFactory } from './partition/engine-factory.js';
import { type BatchResult, PartitionHost } from './partition/partition-host.js';
import { PartitionHosts } from './partition/partition-hosts.js';
import { SnapshotSchedule } from './partition/snapshot-schedule.js';
import { RelayService } from './relay/relay.service.js';
import { SignalsController } from './signals.controller.js';
import { intakeStage, stage } from './stage.js';
import { intakeProgress } from './ticks/intake-progress.js';
import { TickClock } from './ticks/tick-clock.js';
import { TickLoop } from './ticks/tick-loop.js';
import { Ticker } from './ticks/ticker.js';

/** Makes the correlator of this process out of the platform's parts, mounts its consumer, and lets time pass in its partitions. */
@Injectable()
class CorrelatorRuntime implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly correlator: Correlator;
  private readonly ticks: TickLoop;
  private readonly writer: LogWriter;
  private readonly hint: AppendHint;
  private readonly admin: Admin;

  constructor(
    @Inject(CONFIG) config: ServerConfig,
    @Inject(POOL) pool: Pool,
    @Inject(EVENT_STORE) store: EventStore<ClientBase>,
    @Inject(KAFKA) kafka: Kafka,
    @Inject(LOGGER) logger: Logger,
    @Inject(POLICY) policy: Policy,
    @Inject(CATALOG) catalog: Catalog,
    metrics: Metrics,
    health: HealthRegistry,
    stages: Stages,
  ) {
    const { topicPrefix: prefix } = config.kafka;
    const codec = createWire(new Registry({ url: config.registryUrl }), prefix).signals;
    const factory = engineFactory();
    const topic = topicName(prefix, 'signals');
    const hosts = new PartitionHosts(
      (partition) =>
        new PartitionHost({
          pool,
          store,
          factory,
          consumer: stage,
          topic,
          partition,
          schedule: new SnapshotSchedule(Date.now),
        }),
    );
    this.hint = new AppendHint(pool);
    this.writer = new LogWriter(createOutputs(kafka, { prefix, outputs: { signals: 'signals' } }), codec);
    this.correlator = new Correlator({
      hosts,
      codec,
      writer: this.writer,
      configured: { policy, catalog },
      onBatch: (result) => this.told(metrics, result),
    });
    stages.serve({ stage, positions: this.correlator });
    health.register('policy', () => {
      const { outdated } = this.correlator;
      return {
        status: outdated.length === 0 ? 'up' : 'down',
        ...(outdated.length > 0 && {
          detail: { reason: 'partitions wait for the configured policy or catalog', partitions: outdated },
        }),
      };
    });
    this.admin = kafka.admin();
    const ticker = new Ticker({
      now: Date.now,
      clock: new TickClock(Date.now()),
      progress: () => intakeProgress({ admin: this.admin, pool, topicPrefix: prefix, consumer: intakeStage }),
      partitions: () =>
        hosts.all.map(({ partition, state }) => ({
          partition,
          pendingSince: () => state?.pendingSince() ?? null,
        })),
      write: (partitions, at) =>
        this.writer.write(
          partitions.map((partition) => ({ partition, entry: { type: 'tick', tick: { at } } })),
        ),
    });
    this.ticks = new TickLoop(ticker, (err) => logger.warn({ err, stage }, 'no tick was written'));
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.admin.connect();
    this.ticks.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.ticks.stop();
    await this.hint.close();
    await Promise.all([this.writer.close(), this.admin.disconnect()]);
  }

  private told(metrics: Metrics, { stored, duplicates, late, events }: BatchResult): void {
    metrics.outcomes.inc({ stage, outcome: 'stored' }, stored);
    metrics.outcomes.inc({ stage, outcome: 'duplicate' }, duplicates);
    metrics.outcomes.inc({ stage, outcome: 'late' }, late);
    for (const [type, all] of events) metrics.eventsAppended.inc({ category: 'incident', type }, all.length);
    if (events.size > 0) this.hint.give();
  }
}

/** Signals to incident events, and the relay that publishes them. */
@Module({
  controllers: [SignalsController],
  providers: [
    CorrelatorRuntime,
    {
      provide: Correlator,
      useFactory: ({ correlator }: CorrelatorRuntime) => correlator,
      inject: [CorrelatorRuntime],
    },
    RelayService,
  ],
})
export class CorrelatorModule {}
