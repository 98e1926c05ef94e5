export * from './decider/commands.js';
export * from './decider/decide.js';
export * from './decider/refusal.js';
export {
  evolve,
  incidentStateVersion,
  initialState,
  loadState,
  saveState,
  type IncidentState,
  type IncidentStatus,
} from './decider/state.js';
export { limits } from './limits.js';
export { incidentEvents, type Placement } from './placement.js';
export * from './timeline/entry.js';
export { foldTimeline, timelineEntries } from './timeline/tell.js';
export * from './view/incident-view.js';
export { type Lead, severityRank } from './view/lead.js';
export { BrokenStreamError, summarise, type IncidentSummary } from './view/summary.js';
export { countsAs, type ServiceTally, type Tally } from './view/tally.js';
export { incidentTitle } from './view/title.js';
