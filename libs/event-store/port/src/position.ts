import { type Category, type EventFact, type StoredEvent } from './event.js';

/**
 * A place in the log of all streams. Events are in the order of their transactions, and inside of one in that of their
 * positions. A global position alone gives no order in which one may read: it is drawn before its transaction commits.
 */
export interface Position {
  /** 64-bit transaction id, decimal. */
  readonly transactionId: string;
  readonly globalPosition: number;
}

/** Before the first event. */
export const startOfLog: Position = { transactionId: '0', globalPosition: 0 };

/** An event with its place in the log of all streams. */
export interface LoggedEvent<Fact extends EventFact = EventFact> {
  readonly position: Position;
  readonly category: Category;
  readonly event: StoredEvent<Fact>;
}

/** Negative, zero or positive, as `a` is before, at or after `b`. */
export function comparePositions(a: Position, b: Position): number {
  const [first, second] = [BigInt(a.transactionId), BigInt(b.transactionId)];
  if (first !== second) return first < second ? -1 : 1;
  return a.globalPosition - b.globalPosition;
}
