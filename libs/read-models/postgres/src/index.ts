export { InvalidCursorError } from './queries/cursor.js';
export { type Membership, type SignalDecision, type SignalDetail } from './queries/get-signal.js';
export { type IncidentDetail, type IncidentItem, type SignalCounts } from './queries/incident-item.js';
export { type IncidentSignal, type SignalsQuery } from './queries/incident-signals.js';
export { type TimelineQuery } from './queries/incident-timeline.js';
export {
  type IncidentFilter,
  type IncidentQuery,
  type IncidentSort,
  incidentSorts,
} from './queries/list-incidents.js';
export { type Page, type PageOptions } from './queries/page.js';
export { ReadModels } from './queries/read-models.js';
export { type ServicesQuery, type ServiceView } from './queries/services.js';
export { projectionHash } from './rebuild/projection-hash.js';
export { rebuild, type RebuildOptions, type RebuildProgress } from './rebuild/rebuild.js';
export { type Projected, projectEvents, ProjectionGapError } from './write/project-events.js';
export { isReadModelName, type ReadModelName, readModelNames } from './write/read-model.js';
export { type IncidentStore } from './write/streams.js';
