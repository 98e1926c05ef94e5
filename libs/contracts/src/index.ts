export * from './dead-letter-reason.js';
export * from './generated/records.js';
export * from './incident-event.js';
export * from './log-entry.js';
export * from './postmortem-event.js';
export * from './schemas.js';
export * from './topics.js';
