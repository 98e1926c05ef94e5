export * from './redaction.js';
export * from './rule-names.js';
