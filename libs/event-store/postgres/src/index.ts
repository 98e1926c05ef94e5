export * from './append-hint.js';
export * from './postgres-event-store.js';
