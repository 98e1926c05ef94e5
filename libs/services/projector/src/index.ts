export { consumerName, IncidentEvents, type IncidentEventsOptions } from './consumer/incident-events.js';
export { ProjectorModule } from './projector.module.js';
