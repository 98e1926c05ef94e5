export { type TestScope, useTestScope } from './test-scope.js';
export { until, type UntilOptions } from './until.js';
