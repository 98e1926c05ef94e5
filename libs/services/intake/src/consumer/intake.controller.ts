import { Controller, Inject } from '@nestjs/common';
import { inputTopicKeys, inputTopics, type SignalKind, topicName } from '@throughline/contracts';
import { BatchHandler, type RecordBatch } from '@throughline/kafka-transport';
import { CONFIG, Metrics, type ServerConfig } from '@throughline/platform';
import { type BatchOutcome } from '../pipeline/intake-pipeline.js';
import { IntakeWire } from '../wire/intake-wire.js';
import { InputPartitions, stage } from './input-partitions.js';

/** The input topics' batches: wiring only, the work is the pipeline's and the partitions'. */
@Controller()
export class IntakeController {
  private readonly kinds: ReadonlyMap<string, SignalKind>;

  constructor(
    @Inject(CONFIG) { kafka }: ServerConfig,
    private readonly partitions: InputPartitions,
    private readonly wire: IntakeWire,
    private readonly metrics: Metrics,
  ) {
    this.kinds = new Map(inputTopicKeys.map((key) => [topicName(kafka.topicPrefix, key), inputTopics[key]]));
  }

  @BatchHandler(stage, inputTopicKeys)
  async handle({ topic, partition, records, nextOffset }: RecordBatch): Promise<void> {
    const kind = this.kinds.get(topic);
    if (kind === undefined) return;
    await this.wire.ready();
    const outcome = await this.partitions.handle({
      kind,
      topic,
      partition,
      records: records.map((record) => ({ topic, partition, ...record })),
      nextOffset,
    });
    this.count(topic, outcome);
  }

  private count(topic: string, { forwarded, deadLetters }: BatchOutcome): void {
    this.metrics.outcomes.inc({ stage, outcome: 'forwarded' }, forwarded);
    this.metrics.outcomes.inc({ stage, outcome: 'dead-lettered' }, deadLetters.length);
    for (const { reason } of deadLetters) this.metrics.deadLetters.inc({ topic, reason });
  }
}
