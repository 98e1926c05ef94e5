import { type Catalog, emptyCatalog } from '@throughline/catalog';
import { type Signal } from '@throughline/contracts';
import { createEngine, Partition, type PartitionEffects } from '@throughline/correlation';
import { defaultPolicy, type Policy } from '@throughline/policy';
import { IncidentLedger } from './incident-ledger.js';
import { type BacktestResult } from './result.js';

export interface BacktestOptions {
  readonly catalog?: Catalog | undefined;
  readonly policy?: Policy | undefined;
}

/**
 * The correlator's fold over a finite log, without a broker or a database: the same partition, all scopes in one, duplicates taken out
 * by signal id as the correlator's insert does. Signals are added in the order of their arrival.
 */
export class Backtest {
  private readonly partition: ReturnType<typeof partitionOf>;
  /** Signal id → the producer's. */
  private readonly sourceIds = new Map<string, string>();
  private readonly symptoms = new Set<string>();
  private readonly ledger = new IncidentLedger((id) => this.sourceIds.get(id) ?? id);
  private duplicates = 0;
  private late = 0;
  private rejected = 0;

  constructor({ catalog = emptyCatalog, policy = defaultPolicy }: BacktestOptions = {}) {
    this.partition = partitionOf(catalog, policy);
  }

  /** False for a duplicate. */
  add(signal: Signal): boolean {
    if (this.sourceIds.has(signal.id)) {
      this.duplicates += 1;
      return false;
    }
    this.sourceIds.set(signal.id, signal.sourceId);
    if (signal.kind === 'alert' || signal.kind === 'log') this.symptoms.add(signal.id);
    const position = { partition: 0, offset: String(this.sourceIds.size - 1), at: signal.receivedAt };
    this.take(this.partition.apply({ type: 'signal', signal }, position));
    return true;
  }

  /** Counts a line that is no signal. */
  reject(): void {
    this.rejected += 1;
  }

  /** Ends the log: event time runs on until nothing waits. Nothing may be added afterwards. */
  finish(): BacktestResult {
    this.take(this.partition.close());
    const incidents = this.ledger.incidents();
    const { members } = this.ledger;
    let unincidented = 0;
    for (const id of this.symptoms) if (!members.has(id)) unincidented += 1;
    return {
      policyVersion: this.partition.policyVersion,
      incidents,
      stats: {
        signals: this.sourceIds.size,
        duplicates: this.duplicates,
        late: this.late,
        rejected: this.rejected,
        unincidented,
      },
    };
  }

  private take({ events, late }: PartitionEffects): void {
    this.late += late.length;
    for (const { facts } of events) this.ledger.take(facts);
  }
}

const partitionOf = (catalog: Catalog, policy: Policy) =>
  new Partition({ engine: createEngine(), catalog, policy });
