export * from './consumer/incident-events.js';
