import { type CatalogActivated, type PolicyActivated, type Signal, type Tick } from './generated/records.js';

/**
 * One record of the internal signals topic, as the correlator reads it. The topic's order within a partition is the only
 * order that counts: signals, ticks and control records are all taken from it.
 */
export type LogEntry =
  | { readonly type: 'signal'; readonly signal: Signal }
  | { readonly type: 'tick'; readonly tick: Tick }
  | { readonly type: 'policy'; readonly activated: PolicyActivated }
  | { readonly type: 'catalog'; readonly activated: CatalogActivated };

/** What a signal can be. */
export type SignalKind = Signal['kind'];

export const signalKinds = [
  'alert',
  'deploy',
  'log',
  'config-change',
] as const satisfies readonly SignalKind[];
