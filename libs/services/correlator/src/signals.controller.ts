import { Controller } from '@nestjs/common';
import { BatchHandler, type KafkaRecord, type RecordBatch } from '@throughline/kafka-transport';
import { type LogRecord } from './stores/log-store.js';
import { Correlator } from './correlator.js';
import { stage } from './stage.js';

/** The log's consumer. */
@Controller()
export class SignalsController {
  constructor(private readonly correlator: Correlator) {}

  @BatchHandler(stage, ['signals'])
  async handle({ partition, records }: RecordBatch): Promise<void> {
    await this.correlator.handle(partition, await Promise.all(records.map((record) => this.read(record))));
  }

  private async read({ offset, timestamp, value }: KafkaRecord): Promise<LogRecord> {
    return { offset, recordTime: timestamp, entry: await this.correlator.decode(value) };
  }
}
