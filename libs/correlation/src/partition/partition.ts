import { type Catalog, catalogContent, catalogFromContent, emptyCatalog } from '@throughline/catalog';
import { type IncidentFact, type LogEntry, type Signal } from '@throughline/contracts';
import {
  decide,
  decideMerge,
  evolve,
  incidentStateVersion,
  type IncidentState,
  initialState,
  isRefusal,
  loadState,
  saveState,
} from '@throughline/incidents';
import { defaultPolicy, type Policy, policyContent, policyFromContent } from '@throughline/policy';
import { type Decision, type Engine } from '../engine.js';
import {
  type SavedSequencer,
  type Sequenced,
  type SequencedSink,
  Sequencer,
  type SequencerSettings,
} from '../sequencer/sequencer.js';
import { commandOf, mergeCommandOf, tippedBy } from './commands.js';
import { type LogPosition, type PartitionEffects } from './effects.js';
import { Ledger, type ScopeOwner } from './ledger.js';

interface Scope<State> {
  readonly owner: ScopeOwner;
  readonly sequencer: Sequencer;
  state: State;
  /** The signal that the engine saw last: what time alone is said to have followed from. */
  lastSignalId: string;
}

interface SavedPartition {
  readonly policy: string;
  readonly catalog: string;
  readonly clock: number;
  readonly scopes: readonly {
    readonly owner: ScopeOwner;
    readonly sequencer: SavedSequencer;
    readonly engine: unknown;
    readonly lastSignalId: string;
  }[];
  readonly incidents: readonly (readonly [string, unknown])[];
}

export interface PartitionOptions<State> {
  readonly engine: Engine<State>;
  /** Holds until the log activates another; default: `defaultPolicy`. */
  readonly policy?: Policy | undefined;
  /** Holds until the log activates another; default: `emptyCatalog`. */
  readonly catalog?: Catalog | undefined;
}

/**
 * The fold of one partition of the signals log: per scope a sequencer and the engine's state, per incident that is not forgotten its
 * decider's state. A function of the entries it was given, in their order, and of nothing else: no batch, restart or clock can be seen in
 * what comes out. Mutable, with a single writer; when effects cannot be stored it is to be discarded and recovered.
 */
export class Partition<State> {
  private readonly engine: Engine<State>;
  private policy: Policy;
  private catalog: Catalog;
  private readonly scopes = new Map<string, Scope<State>>();
  private readonly incidents = new Map<string, IncidentState>();
  /** The log's clock: the latest `receivedAt`, tick or control record. */
  private clock = 0;

  constructor({ engine, policy = defaultPolicy, catalog = emptyCatalog }: PartitionOptions<State>) {
    this.engine = engine;
    this.policy = policy;
    this.catalog = catalog;
  }

  get policyVersion(): string {
    return this.policy.version;
  }

  get catalogVersion(): string {
    return this.catalog.version;
  }

  /** Versions everything that `save` gives: a state saved under another one must not be loaded. */
  get version(): string {
    return `${this.engine.version}.${incidentStateVersion}`;
  }

  /** Takes the log's next entry. Signals are new: their duplicates were taken out before. */
  apply(entry: LogEntry, position: LogPosition): PartitionEffects {
    const ledger = new Ledger();
    switch (entry.type) {
      case 'signal':
        this.takeSignal(entry.signal, ledger);
        break;
      case 'tick':
        this.clock = Math.max(this.clock, entry.tick.at);
        for (const scope of this.scopes.values())
          scope.sequencer.tick(entry.tick.at, this.settings, this.sinkOf(scope, entry.tick.at, ledger));
        break;
      case 'policy':
        this.clock = Math.max(this.clock, position.at);
        this.policy = policyFromContent(entry.activated.content);
        break;
      case 'catalog':
        this.clock = Math.max(this.clock, position.at);
        this.catalog = catalogFromContent(entry.activated.content);
    }
    return ledger;
  }

  /** The end of a finite log: everything held back is released and every timer fires. */
  close(): PartitionEffects {
    const ledger = new Ledger();
    for (const scope of this.scopes.values())
      scope.sequencer.close(Infinity, this.sinkOf(scope, this.clock, ledger));
    return ledger;
  }

  /**
   * The clock (that of `receivedAt` and ticks) from which a tick would make something happen, epoch ms; in the future while something
   * waits that is not due yet; null when nothing waits.
   */
  pendingSince(): number | null {
    let earliest: number | null = null;
    for (const { sequencer, state } of this.scopes.values()) {
      const due = sequencer.dueAt(this.settings, this.engine.nextTimer(state));
      if (due !== null && (earliest === null || due < earliest)) earliest = due;
    }
    return earliest;
  }

  /** The incidents that are not forgotten. */
  get tracked(): readonly string[] {
    return [...this.incidents.keys()];
  }

  /** Takes an incident's state from its stored stream: after a replay by another engine the stream, and not the replay, is what was told. */
  adopt(incidentId: string, state: IncidentState): void {
    this.incidents.set(incidentId, state);
  }

  /** A JSON value that `load` turns into an equal partition. */
  save(): unknown {
    const saved: SavedPartition = {
      policy: policyContent(this.policy),
      catalog: catalogContent(this.catalog),
      clock: this.clock,
      scopes: [...this.scopes.values()].map(({ owner, sequencer, state, lastSignalId }) => ({
        owner,
        sequencer: sequencer.save(),
        engine: this.engine.save(state),
        lastSignalId,
      })),
      incidents: [...this.incidents].map(([id, state]) => [id, saveState(state)] as const),
    };
    return saved;
  }

  /** A partition as it was saved, by the same `version`. */
  static load<State>(engine: Engine<State>, saved: unknown): Partition<State> {
    const { policy, catalog, clock, scopes, incidents } = saved as SavedPartition;
    const partition = new Partition({
      engine,
      policy: policyFromContent(policy),
      catalog: catalogFromContent(catalog),
    });
    partition.clock = clock;
    for (const { owner, sequencer, engine: state, lastSignalId } of scopes) {
      partition.scopes.set(owner.scope, {
        owner,
        sequencer: Sequencer.load(sequencer),
        state: engine.load(state),
        lastSignalId,
      });
    }
    for (const [id, state] of incidents) partition.incidents.set(id, loadState(state));
    return partition;
  }

  private get settings(): SequencerSettings {
    return { holdBack: this.policy.time.holdBack, maxHeld: this.policy.engine.limits.heldSignals };
  }

  private takeSignal(signal: Signal, ledger: Ledger): void {
    this.clock = Math.max(this.clock, signal.receivedAt);
    const scope = this.scopeOf(signal);
    scope.sequencer.signal(signal, this.settings, this.sinkOf(scope, signal.receivedAt, ledger));
  }

  private scopeOf({ scope, tenant, environment, id }: Signal): Scope<State> {
    const known = this.scopes.get(scope);
    if (known !== undefined) return known;
    const created: Scope<State> = {
      owner: { scope, tenant, environment },
      sequencer: new Sequencer(),
      state: this.engine.initial(scope),
      lastSignalId: id,
    };
    this.scopes.set(scope, created);
    return created;
  }

  private sinkOf(scope: Scope<State>, recordedAt: number, ledger: Ledger): SequencedSink {
    return {
      take: (item) => {
        this.correlate(scope, item, recordedAt, ledger);
      },
      nextTimer: () => this.engine.nextTimer(scope.state),
    };
  }

  private correlate(scope: Scope<State>, item: Sequenced, recordedAt: number, ledger: Ledger): void {
    if (item.type === 'signal') {
      scope.lastSignalId = item.signal.id;
      if (item.latenessMs > 0) ledger.late.push({ signalId: item.signal.id, latenessMs: item.latenessMs });
    }
    const { state, decisions } = this.engine.correlate(scope.state, item, {
      catalog: this.catalog,
      policy: this.policy,
    });
    scope.state = state;
    let causationId = scope.lastSignalId;
    for (const decision of decisions) {
      causationId = tippedBy(decision) ?? causationId;
      this.record(scope.owner, decision, recordedAt, causationId, ledger);
    }
  }

  private record(
    owner: ScopeOwner,
    decision: Decision,
    recordedAt: number,
    causationId: string,
    ledger: Ledger,
  ): void {
    const policyVersion = this.policy.version;
    const cause = { occurredAt: decision.at, recordedAt, causationId, policyVersion };
    switch (decision.type) {
      case 'unincidented':
        ledger.unincidented.push({ ...decision, policyVersion });
        return;
      case 'forget':
        this.incidents.delete(decision.incidentId);
        return;
      case 'merge': {
        const survivor = this.stateOf(decision.incidentId);
        const absorbed = this.stateOf(decision.absorbedId);
        const facts = decideMerge(decision.incidentId, mergeCommandOf(decision), survivor, [absorbed]);
        if (facts === null || isRefusal(facts)) return;
        this.evolveBy(owner, decision.incidentId, survivor, facts.survivor, cause, ledger);
        this.evolveBy(owner, decision.absorbedId, absorbed, facts.absorbed[0] ?? [], cause, ledger);
        return;
      }
      default: {
        const state = this.stateOf(decision.incidentId);
        this.evolveBy(owner, decision.incidentId, state, decide(commandOf(decision), state), cause, ledger);
      }
    }
  }

  private evolveBy(
    owner: ScopeOwner,
    id: string,
    state: IncidentState,
    facts: readonly IncidentFact[],
    cause: Parameters<Ledger['append']>[4],
    ledger: Ledger,
  ): void {
    ledger.append(owner, id, state, facts, cause);
    if (facts.length > 0) this.incidents.set(id, facts.reduce<IncidentState>(evolve, state));
  }

  private stateOf(id: string): IncidentState {
    return this.incidents.get(id) ?? initialState();
  }
}
