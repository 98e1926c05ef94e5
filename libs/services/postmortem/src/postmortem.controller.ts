import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { BatchHandler, type RecordBatch } from '@throughline/kafka-transport';
import { Metrics } from '@throughline/platform';
import { consumerName, IncidentEvents } from './consumer/incident-events.js';

/** Takes the batches of the incident events. */
@Controller()
export class PostmortemController {
  constructor(
    private readonly events: IncidentEvents,
    private readonly metrics: Metrics,
  ) {}

  @BatchHandler(consumerName, ['incidentEvents'])
  async draft(@Payload() batch: RecordBatch): Promise<void> {
    for (const { type } of await this.events.handle(batch)) {
      this.metrics.eventsAppended.inc({ category: 'postmortem', type });
      const outcome = type === 'PostmortemDrafted' ? 'drafted' : 'redrafted';
      this.metrics.outcomes.inc({ stage: consumerName, outcome });
    }
  }
}
