/** What a handler's error means for its partition. */
export type Failure = 'retriable' | 'fenced' | 'fatal';

const field = (error: unknown, name: 'code' | 'retriable'): unknown =>
  typeof error === 'object' && error !== null && name in error
    ? (error as Record<string, unknown>)[name]
    : undefined;

/**
 * By the fields that our typed errors carry. Whatever does not say that trying again may help is fatal, above all a TypeError: kafkajs
 * would stop its consumer for good and let the process live.
 */
export function classify(error: unknown): Failure {
  if (field(error, 'code') === 'fenced') return 'fenced';
  return field(error, 'retriable') === true ? 'retriable' : 'fatal';
}

/** How long a partition waits after its `attempt`-th failure in a row (1, 2, …), ms: doubling from 250 ms up to 15 s. */
export const retryDelay = (attempt: number): number => Math.min(15_000, 250 * 2 ** Math.min(attempt - 1, 10));

/** Errors of the group protocol that tell kafkajs to join again: they are its own to handle. */
const rebalances = new Set([
  'REBALANCE_IN_PROGRESS',
  'ILLEGAL_GENERATION',
  'UNKNOWN_MEMBER_ID',
  'NOT_COORDINATOR_FOR_GROUP',
]);

export const isRebalance = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'type' in error && rebalances.has(String(error.type));

export const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
