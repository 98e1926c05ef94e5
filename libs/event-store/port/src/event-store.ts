import {
  type Category,
  type EventFact,
  type NewEvent,
  type StoredEvent,
  type StreamAppend,
} from './event.js';
import { type LoggedEvent, type Position } from './position.js';

export interface StreamRange {
  /** First version, 1 when absent. */
  readonly fromVersion?: number;
  /** Last version, inclusive. */
  readonly toVersion?: number;
  /** Events at most. */
  readonly maxCount?: number;
}

export interface LogPage {
  /** One category; all when absent. */
  readonly category?: Category;
  /** Events at most; fewer mean that the horizon is reached. */
  readonly limit: number;
}

/**
 * Streams of events with optimistic concurrency, and the log of all of them.
 *
 * - The versions of a stream are 1, 2, 3, … without gaps; an event's id is derived from its stream and version.
 * - An append is all or nothing. With `tx`, a transaction that the caller has open, it becomes visible when that commits. An error of an
 *   append leaves the transaction without any event of that call.
 * - An append of events that the stream already has at just these versions, with the same content, is a repetition of a call whose answer was
 *   lost: it succeeds and writes nothing. Anything else that meets an existing version is a conflict.
 * - The log is read below the horizon, the oldest transaction that is still writing. So nothing can later appear before what was read.
 *
 * `Fact` narrows what is read to the facts of the category; the store does not check it.
 */
export interface EventStore<Tx = unknown> {
  /** Throws `WrongExpectedVersionError` when the stream is not at `expectedVersion` (0: must not exist). */
  append<Fact extends EventFact>(
    streamId: string,
    category: Category,
    expectedVersion: number,
    events: readonly NewEvent<Fact>[],
    tx?: Tx,
  ): Promise<readonly StoredEvent<Fact>[]>;

  /** Many streams in one call, in this order; a stream may come more than once. */
  appendMany<Fact extends EventFact>(
    appends: readonly StreamAppend<Fact>[],
    tx?: Tx,
  ): Promise<readonly StoredEvent<Fact>[]>;

  /** In the order of versions; an empty array when there is no such stream. With `tx`, as that transaction sees it. */
  readStream<Fact extends EventFact = EventFact>(
    streamId: string,
    range?: StreamRange,
    tx?: Tx,
  ): Promise<readonly StoredEvent<Fact>[]>;

  /** The next events of the log after a position. */
  readAll<Fact extends EventFact = EventFact>(
    after: Position,
    page: LogPage,
  ): Promise<readonly LoggedEvent<Fact>[]>;

  /** How long the oldest writing transaction has held the log's readers back, ms; 0 when none does. */
  horizonAge(): Promise<number>;
}
