import { type EventStore, type Upcasters } from '@throughline/event-store-port';

/** One empty store under test. */
export interface EventStoreHarness<Tx> {
  /** A store on the same data, as other code would open it. */
  open(upcasters?: Upcasters): EventStore<Tx>;
  /** Commits when `work` resolves, rolls back when it rejects. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * Resolves with the first truthy answer. The log is read below a horizon that others on the same server may hold back, so what
   * must come is waited for.
   */
  until<T>(question: () => Promise<T | undefined>): Promise<T>;
  close(): Promise<void>;
}
