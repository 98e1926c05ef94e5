import {
  categories,
  type Category,
  type EventFact,
  type EventRecord,
  type EventStore,
  type LoggedEvent,
  type LogPage,
  type NewEvent,
  placeAppends,
  type Position,
  type StoredEvent,
  type StreamAppend,
  type StreamRange,
  toStoredEvent,
  Upcasters,
} from '@throughline/event-store-port';
import { inTransaction, withClient } from '@throughline/storage';
import type pg from 'pg';
import { chunks } from './chunks.js';
import { type EventRow, serialize, toColumns, toRecord } from './rows.js';
import { deleteEvents, insertEvents, selectHorizonAge, selectLog, selectStream } from './statements.js';
import { StoredStreams } from './stored-streams.js';

export interface PostgresEventStoreOptions {
  readonly upcasters?: Upcasters;
  /** Called after an append in a transaction of the store's own; a caller with its own transaction tells by itself. */
  readonly onAppended?: () => void;
}

const maxVersion = 2 ** 31 - 1;

/**
 * The event store on the table `events`. Two writers of one version meet in its primary key: the second one waits for the first one's
 * transaction and then finds the version taken. It holds no state; any number of instances may work at once.
 */
export class PostgresEventStore implements EventStore<pg.ClientBase> {
  private readonly upcasters: Upcasters;
  private readonly onAppended: () => void;

  constructor(
    private readonly pool: pg.Pool,
    options: PostgresEventStoreOptions = {},
  ) {
    this.upcasters = options.upcasters ?? new Upcasters();
    this.onAppended = options.onAppended ?? (() => undefined);
  }

  append<Fact extends EventFact>(
    streamId: string,
    category: Category,
    expectedVersion: number,
    events: readonly NewEvent<Fact>[],
    tx?: pg.ClientBase,
  ): Promise<readonly StoredEvent<Fact>[]> {
    return this.appendMany([{ streamId, category, expectedVersion, events }], tx);
  }

  async appendMany<Fact extends EventFact>(
    appends: readonly StreamAppend<Fact>[],
    tx?: pg.ClientBase,
  ): Promise<readonly StoredEvent<Fact>[]> {
    if (appends.every(({ events }) => events.length === 0)) return [];
    if (tx !== undefined) return this.appendIn(tx, appends);
    const events = await inTransaction(this.pool, (client) => this.appendIn(client, appends));
    this.onAppended();
    return events;
  }

  async readStream<Fact extends EventFact = EventFact>(
    streamId: string,
    range: StreamRange = {},
    tx?: pg.ClientBase,
  ): Promise<readonly StoredEvent<Fact>[]> {
    if (tx === undefined)
      return withClient(this.pool, (client) => this.readStream<Fact>(streamId, range, client));
    const { fromVersion = 1, toVersion = maxVersion, maxCount = null } = range;
    const { rows } = await tx.query<EventRow>(selectStream, [streamId, fromVersion, toVersion, maxCount]);
    return rows.map((row) => this.toEvent<Fact>(row));
  }

  async readAll<Fact extends EventFact = EventFact>(
    after: Position,
    { category, limit }: LogPage,
  ): Promise<readonly LoggedEvent<Fact>[]> {
    const wanted = category === undefined ? categories : [category];
    const parameters = [wanted, after.transactionId, after.globalPosition, limit];
    const { rows } = await withClient(this.pool, (client) => client.query<EventRow>(selectLog, parameters));
    return rows.map((row) => ({
      position: { transactionId: row.transaction_id, globalPosition: row.global_position },
      category: row.category,
      event: this.toEvent<Fact>(row),
    }));
  }

  /** Sees transactions of other roles only when the role is a member of `pg_read_all_stats`. */
  async horizonAge(): Promise<number> {
    const { rows } = await withClient(this.pool, (client) => client.query<{ age: number }>(selectHorizonAge));
    return rows[0]?.age ?? 0;
  }

  private async appendIn<Fact extends EventFact>(
    tx: pg.ClientBase,
    appends: readonly StreamAppend<Fact>[],
  ): Promise<readonly StoredEvent<Fact>[]> {
    const streams = await StoredStreams.load(tx, appends);
    const placements = placeAppends(appends, streams, this.upcasters);
    const added = placements.filter(({ repeated }) => !repeated).map(({ record }) => record);
    const positions = await insert(tx, added);
    if (positions.size < added.length) {
      // Somebody committed one of these versions since the streams were looked at. Nothing of this call stays, and whoever it was decides anew.
      await tx.query(deleteEvents, [[...positions.keys()]]);
      return this.appendIn(tx, appends);
    }
    return placements.map(({ record }) => {
      const position = positions.get(record.eventId) ?? streams.positionOf(record) ?? 0;
      return toStoredEvent<Fact>(record, position, this.upcasters);
    });
  }

  private toEvent<Fact extends EventFact>(row: EventRow): StoredEvent<Fact> {
    return toStoredEvent<Fact>(toRecord(row), row.global_position, this.upcasters);
  }
}

/** The global position of each event that was inserted; one whose version is taken is not among them. */
async function insert(tx: pg.ClientBase, records: readonly EventRecord[]): Promise<Map<string, number>> {
  const positions = new Map<string, number>();
  for (const chunk of chunks(records.map(serialize))) {
    const { rows } = await tx.query<{ event_id: string; global_position: number }>(
      insertEvents,
      toColumns(chunk),
    );
    for (const row of rows) positions.set(row.event_id, row.global_position);
    if (rows.length < chunk.length) break;
  }
  return positions;
}
