import { type Catalog } from '@throughline/catalog';
import { type Policy } from '@throughline/policy';
import { type Decision } from '../engine.js';
import { Heap } from '../heap.js';
import { type ScopeState, type Timer } from './state.js';

/** One step of the engine: what it works on, under which policy, and what it says. */
export interface Run {
  readonly state: ScopeState;
  readonly policy: Policy;
  readonly catalog: Catalog;
  readonly decisions: Decision[];
}

const timerOrder = (a: Timer, b: Timer): boolean => {
  if (a.at !== b.at) return a.at < b.at;
  if (a.kind !== b.kind) return a.kind < b.kind;
  return a.key < b.key;
};

export const timers = (state: ScopeState): Heap<Timer> => new Heap(timerOrder, state.timers);

/** Asks to be told of `at`; never of a time that has passed already. */
export function schedule({ state }: Run, kind: Timer['kind'], key: string, at: number): void {
  timers(state).push({ at: Math.max(at, state.now), kind, key });
}
