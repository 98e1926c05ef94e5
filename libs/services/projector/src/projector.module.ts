import { Module } from '@nestjs/common';
import { createWire, Registry } from '@throughline/kafka-wire';
import { CONFIG, EVENT_STORE, POOL, type ServerConfig, Stages } from '@throughline/platform';
import { type IncidentStore } from '@throughline/read-models-postgres';
import { type Pool } from 'pg';
import { consumerName, IncidentEvents } from './consumer/incident-events.js';
import { ProjectorController } from './projector.controller.js';

const incidentEvents = (config: ServerConfig, pool: Pool, store: IncidentStore): IncidentEvents => {
  const wire = createWire(new Registry({ url: config.registryUrl }), config.kafka.topicPrefix);
  return new IncidentEvents({ pool, store, codec: wire.incidentEvents });
};

/** The projector stage: incident events to read models. */
@Module({
  controllers: [ProjectorController],
  providers: [{ provide: IncidentEvents, useFactory: incidentEvents, inject: [CONFIG, POOL, EVENT_STORE] }],
})
export class ProjectorModule {
  constructor(stages: Stages, events: IncidentEvents) {
    stages.serve({ stage: consumerName, positions: events });
  }
}
