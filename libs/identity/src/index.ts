export * from './canonical-json.js';
export * from './derived-id.js';
