import { type DynamicModule, Module } from '@nestjs/common';
import { type Catalog } from '@throughline/catalog';
import { type EventStore } from '@throughline/event-store-port';
import { createWire, Registry } from '@throughline/kafka-wire';
import { CATALOG, CONFIG, EVENT_STORE, POOL, type ServerConfig, Stages } from '@throughline/platform';
import { type ClientBase, type Pool } from 'pg';
import { consumerName, IncidentEvents } from './consumer/incident-events.js';
import { Drafts } from './drafting/drafts.js';
import { PostmortemController } from './postmortem.controller.js';

const draftsOf = (pool: Pool, store: EventStore<ClientBase>, catalog: Catalog): Drafts =>
  new Drafts({ pool, store, catalog });

const incidentEvents = ({ kafka, registryUrl }: ServerConfig, pool: Pool, drafts: Drafts): IncidentEvents => {
  const wire = createWire(new Registry({ url: registryUrl }), kafka.topicPrefix);
  return new IncidentEvents({ pool, drafts, codec: wire.incidentEvents });
};

/** The post-mortem stage: incident events to drafts. It exports `Drafts`, for whoever drafts on demand in the same process. */
@Module({
  controllers: [PostmortemController],
  providers: [
    { provide: Drafts, useFactory: draftsOf, inject: [POOL, EVENT_STORE, CATALOG] },
    { provide: IncidentEvents, useFactory: incidentEvents, inject: [CONFIG, POOL, Drafts] },
  ],
  exports: [Drafts],
})
export class PostmortemModule {
  /** It needs nothing of the configuration that the platform does not provide. */
  static register(_config?: ServerConfig): DynamicModule {
    return { module: PostmortemModule, global: true };
  }

  constructor(stages: Stages, events: IncidentEvents) {
    stages.serve({ stage: consumerName, positions: events });
  }
}
