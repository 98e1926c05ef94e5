import { type LogPosition, type PartitionEffects } from '@throughline/correlation';
import { type LogEntry } from '@throughline/contracts';
import { type ClientBase } from 'pg';
import { readStoredLog, type LogRecord } from '../stores/log-store.js';
import { loadSnapshot } from '../stores/snapshot-store.js';

/** What the host needs of a partition's fold (`Partition` of the correlation library). */
export interface PartitionFold {
  readonly policyVersion: string;
  readonly catalogVersion: string;
  apply(entry: LogEntry, position: LogPosition): PartitionEffects;
  pendingSince(): number | null;
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
  /** From which offset the stored log was replayed, and how many records. */
  readonly replayedFrom: bigint;
  readonly replayed: number;
}

/**
 * The partition's state at the stored offset: the snapshot of this engine version, or the empty state, and every stored record from
 * there on with its effects suppressed, because they are stored already.
 */
export async function recover(
  client: ClientBase,
  partition: number,
  storedOffset: bigint,
  factory: PartitionFactory,
): Promise<Recovered> {
  const snapshot = await loadSnapshot(client, partition, factory.version);
  const state = snapshot === undefined ? factory.create() : factory.load(snapshot.state);
  const replayedFrom = snapshot?.nextOffset ?? 0n;
  let replayed = 0;
  for await (const page of readStoredLog(client, partition, replayedFrom, storedOffset)) {
    for (const record of page) applyRecord(state, partition, record);
    replayed += page.length;
  }
  return { state, replayedFrom, replayed };
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
