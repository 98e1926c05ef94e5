import { type LogPosition, type PartitionEffects } from '@throughline/correlation';
import { type IncidentFact, type LogEntry } from '@throughline/contracts';
import { type EventStore, type StreamAppend } from '@throughline/event-store-port';
import { evolve, type IncidentState, initialState } from '@throughline/incidents';
import { type ClientBase } from 'pg';
import { readStoredLog, type LogRecord } from '../stores/log-store.js';
import { collectEffects } from './batch-effects.js';
import { loadSnapshot } from '../stores/snapshot-store.js';

/** What the host needs of a partition's fold (`Partition` of the correlation library). */
export interface PartitionFold {
  readonly policyVersion: string;
  readonly catalogVersion: string;
  apply(entry: LogEntry, position: LogPosition): PartitionEffects;
  pendingSince(): number | null;
  /** The incidents that are not forgotten. */
  readonly tracked: readonly string[];
  adopt(incidentId: string, state: IncidentState): void;
  save(): unknown;
}

/** What recovery needs to know of the fold, so that it can be tested with any. */
export interface PartitionFactory {
  /** Of the engine and of the saved state: a snapshot of another version is ignored. */
  readonly version: string;
  create(): PartitionFold;
  load(saved: unknown): PartitionFold;
}

export interface Recovered {
  readonly state: PartitionFold;
  /** There was no snapshot of this version: one should be stored, or the next recovery replays everything again. */
  readonly fromScratch: boolean;
  /** What this version tells of incidents that the store does not have: to be stored before anything else. */
  readonly untold: readonly StreamAppend<IncidentFact>[];
}

export interface RecoverySource {
  readonly client: ClientBase;
  readonly store: EventStore<ClientBase>;
  readonly partition: number;
  /** Where the effects of the log end: the replay's end. */
  readonly storedOffset: bigint;
  readonly factory: PartitionFactory;
}

/**
 * The partition's state at the stored offset: the snapshot of this engine version, or the empty state, and every stored record from
 * there on with its effects suppressed, because they are stored already.
 *
 * Without a snapshot of this version another one may have decided what is stored. Its streams stand: the state of every incident that is still open
 * is taken from its stream, and incidents that only this version sees are told in full.
 */
export async function recover(source: RecoverySource): Promise<Recovered> {
  const { client, partition, factory } = source;
  const snapshot = await loadSnapshot(client, partition, factory.version);
  if (snapshot !== undefined) {
    const state = factory.load(snapshot.state);
    await replay(source, state, snapshot.nextOffset);
    return { state, fromScratch: false, untold: [] };
  }
  const state = factory.create();
  await replay(source, state, 0n);
  const unknown = await adoptStored(source, state);
  return { state, fromScratch: true, untold: unknown.size === 0 ? [] : await tell(source, unknown) };
}

async function replay(
  { client, partition, storedOffset }: RecoverySource,
  state: PartitionFold,
  from: bigint,
  onEffects: (effects: PartitionEffects) => void = () => undefined,
): Promise<void> {
  for await (const page of readStoredLog(client, partition, from, storedOffset))
    for (const record of page) onEffects(applyRecord(state, partition, record));
}

/** Takes the states of the incidents from their streams; the ids of those that have none. */
async function adoptStored(
  { client, store }: RecoverySource,
  state: PartitionFold,
): Promise<ReadonlySet<string>> {
  const unknown = new Set<string>();
  for (const id of state.tracked) {
    const events = await store.readStream<IncidentFact>(id, {}, client);
    if (events.length === 0) unknown.add(id);
    else state.adopt(id, events.reduce<IncidentState>(evolve, initialState()));
  }
  return unknown;
}

/** Replays once more for what was said of some incidents: kept only for them, so that memory stays bounded. */
async function tell(
  source: RecoverySource,
  ids: ReadonlySet<string>,
): Promise<readonly StreamAppend<IncidentFact>[]> {
  const kept: PartitionEffects[] = [];
  await replay(source, source.factory.create(), 0n, ({ events }) => {
    const wanted = events.filter(({ streamId }) => ids.has(streamId));
    if (wanted.length > 0) kept.push({ events: wanted, unincidented: [], late: [] });
  });
  return collectEffects(kept).appends;
}

/** Hands one record of the log to the fold. */
export function applyRecord(
  state: PartitionFold,
  partition: number,
  { offset, recordTime, entry }: LogRecord,
): PartitionEffects {
  const at =
    entry.type === 'signal' ? entry.signal.receivedAt : entry.type === 'tick' ? entry.tick.at : recordTime;
  return state.apply(entry, { partition, offset: offset.toString(), at });
}
