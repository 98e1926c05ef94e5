export * from './catalog.js';
export * from './indexed-catalog.js';
export * from './parse-catalog.js';
