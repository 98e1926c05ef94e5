export * from './errors.js';
export * from './migrations/migrate.js';
export * from './migrations/migration-error.js';
export * from './offsets.js';
export * from './outcomes.js';
export * from './pool.js';
export * from './sql-state.js';
export * from './transaction.js';
