import { WrongExpectedVersionError } from '../errors.js';
import {
  type Category,
  type EventFact,
  type NewEvent,
  type StoredEvent,
  type StreamAppend,
} from '../event.js';
import { type EventRecord, toStoredEvent } from '../event-record.js';
import { type EventStore, type LogPage, type StreamRange } from '../event-store.js';
import { placeAppends } from '../placement.js';
import { comparePositions, type LoggedEvent, type Position } from '../position.js';
import { Upcasters } from '../upcasters.js';

interface KeptEvent {
  readonly position: Position;
  readonly record: EventRecord;
}

/** What an open transaction has appended. Gets its id with the first append, as in PostgreSQL. */
export interface InMemoryTransaction {
  id: number | null;
  readonly appended: KeptEvent[];
}

/** What the stores on one memory share: open a second store with other upcasters to read what an older version wrote. */
export class EventMemory {
  /** Committed events in the order of the log. */
  readonly log: KeptEvent[] = [];
  /** The same ones by stream, in the order of versions. */
  readonly streams = new Map<string, KeptEvent[]>();
  readonly open = new Set<number>();
  nextTransactionId = 1;
  nextPosition = 1;
}

/** An error comes out as a rejection, as it would from a database. */
const later = <T>(answer: () => T): Promise<T> => Promise.resolve().then(answer);

/**
 * The event store for tests and for runs without a database: the same contract, nothing durable. Concurrent transactions do not
 * wait for each other: of two that append to one stream, the second to commit fails.
 */
export class InMemoryEventStore implements EventStore<InMemoryTransaction> {
  constructor(
    private readonly upcasters = new Upcasters(),
    private readonly memory = new EventMemory(),
  ) {}

  /** What `work` appends with its transaction becomes visible when it resolves; nothing does when it rejects. */
  async transaction<T>(work: (tx: InMemoryTransaction) => Promise<T>): Promise<T> {
    const tx: InMemoryTransaction = { id: null, appended: [] };
    try {
      const result = await work(tx);
      this.commit(tx);
      return result;
    } finally {
      if (tx.id !== null) this.memory.open.delete(tx.id);
    }
  }

  append<Fact extends EventFact>(
    streamId: string,
    category: Category,
    expectedVersion: number,
    events: readonly NewEvent<Fact>[],
    tx?: InMemoryTransaction,
  ): Promise<readonly StoredEvent<Fact>[]> {
    return this.appendMany([{ streamId, category, expectedVersion, events }], tx);
  }

  async appendMany<Fact extends EventFact>(
    appends: readonly StreamAppend<Fact>[],
    tx?: InMemoryTransaction,
  ): Promise<readonly StoredEvent<Fact>[]> {
    if (tx === undefined) return this.transaction((own) => this.appendMany(appends, own));
    const stream = (streamId: string): readonly KeptEvent[] => this.visible(streamId, tx);
    const placements = placeAppends(
      appends,
      {
        versionOf: (streamId) => stream(streamId).length,
        eventAt: (streamId, version) => stream(streamId)[version - 1]?.record,
      },
      this.upcasters,
    );
    return placements.map(({ record, repeated }) =>
      this.toEvent<Fact>(
        (repeated ? stream(record.streamId)[record.version - 1] : undefined) ?? this.keep(tx, record),
      ),
    );
  }

  readStream<Fact extends EventFact = EventFact>(
    streamId: string,
    range: StreamRange = {},
    tx?: InMemoryTransaction,
  ): Promise<readonly StoredEvent<Fact>[]> {
    const { fromVersion = 1, toVersion = Infinity, maxCount = Infinity } = range;
    const events = this.visible(streamId, tx).filter(
      ({ record: { version } }) => version >= fromVersion && version <= toVersion,
    );
    return later(() => events.slice(0, maxCount).map((kept) => this.toEvent<Fact>(kept)));
  }

  readAll<Fact extends EventFact = EventFact>(
    after: Position,
    { category, limit }: LogPage,
  ): Promise<readonly LoggedEvent<Fact>[]> {
    const horizon = Math.min(this.memory.nextTransactionId, ...this.memory.open);
    const events = this.memory.log.filter(
      ({ position, record }) =>
        Number(position.transactionId) < horizon &&
        comparePositions(position, after) > 0 &&
        (category === undefined || record.category === category),
    );
    return later(() =>
      events.slice(0, limit).map((kept) => ({
        position: kept.position,
        category: kept.record.category,
        event: this.toEvent<Fact>(kept),
      })),
    );
  }

  /** Always 0: transactions have no clock here. */
  horizonAge(): Promise<number> {
    return Promise.resolve(0);
  }

  private visible(streamId: string, tx: InMemoryTransaction | undefined): readonly KeptEvent[] {
    const own = tx?.appended.filter(({ record }) => record.streamId === streamId) ?? [];
    return [...(this.memory.streams.get(streamId) ?? []), ...own];
  }

  private keep(tx: InMemoryTransaction, record: EventRecord): KeptEvent {
    const { memory } = this;
    if (tx.id === null) {
      tx.id = memory.nextTransactionId++;
      memory.open.add(tx.id);
    }
    const position = { transactionId: String(tx.id), globalPosition: memory.nextPosition++ };
    const kept = { position, record: JSON.parse(JSON.stringify(record)) as EventRecord };
    tx.appended.push(kept);
    return kept;
  }

  private commit(tx: InMemoryTransaction): void {
    for (const { record } of tx.appended) {
      const actual = this.visible(record.streamId, undefined).length;
      if (actual >= record.version)
        throw new WrongExpectedVersionError(record.streamId, record.version - 1, actual);
    }
    for (const kept of tx.appended) {
      const stream = this.memory.streams.get(kept.record.streamId);
      if (stream === undefined) this.memory.streams.set(kept.record.streamId, [kept]);
      else stream.push(kept);
      this.memory.log.push(kept);
    }
    this.memory.log.sort((a, b) => comparePositions(a.position, b.position));
  }

  private toEvent<Fact extends EventFact>({ position, record }: KeptEvent): StoredEvent<Fact> {
    return toStoredEvent<Fact>(structuredClone(record), position.globalPosition, this.upcasters);
  }
}
