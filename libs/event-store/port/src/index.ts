export * from './errors.js';
export * from './event.js';
export * from './event-record.js';
export * from './event-store.js';
export * from './in-memory/in-memory-event-store.js';
export * from './placement.js';
export * from './position.js';
export * from './upcasters.js';
