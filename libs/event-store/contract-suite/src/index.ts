export * from './describe-event-store.js';
export * from './gate.js';
export * from './harness.js';
export * from './sample-events.js';
