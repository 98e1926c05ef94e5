import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { BatchHandler, type RecordBatch } from '@throughline/kafka-transport';
import { Metrics } from '@throughline/platform';
import { consumerName, IncidentEvents } from './consumer/incident-events.js';

/** Takes the batches of the incident events. */
@Controller()
export class ProjectorController {
  constructor(
    private readonly events: IncidentEvents,
    private readonly metrics: Metrics,
  ) {}

  @BatchHandler(consumerName, ['incidentEvents'])
  async project(@Payload() batch: RecordBatch): Promise<void> {
    const { applied, skipped, reread } = await this.events.handle(batch);
    this.count('projected', applied);
    this.count('skipped', skipped);
    this.count('reread', reread);
  }

  private count(outcome: string, number: number): void {
    if (number > 0) this.metrics.outcomes.inc({ stage: consumerName, outcome }, number);
  }
}
