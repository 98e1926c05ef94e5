export * from './backtest.js';
export * from './compare-results.js';
export * from './result.js';
export * from './run-backtest.js';
