export { type IncidentRow, incidentRow } from './incidents/incident-row.js';
export { queryWords, searchWords } from './incidents/search-words.js';
export * from './project.js';
export { type ServiceRow, serviceRows } from './services/service-row.js';
export { foldSignals, type SignalRow, signalRows, type SignalRole } from './signals/signal-row.js';
