export * from './rule-names.js';
