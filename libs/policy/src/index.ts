export * from './durations.js';
export * from './engine-policy.js';
export * from './parse-policy.js';
export * from './policy-content.js';
export * from './policy.js';
