import { type Signal } from '@throughline/contracts';
import { type Engine, type EngineContext, type EngineInput, type UnincidentedDecision } from '../engine.js';
import { onFiring, onResolved } from './alerts.js';
import { onChange } from './changes.js';
import { speaksAgainst, speaksFor } from './evidence.js';
import { tellRepeats } from './repeats.js';
import { onErrorLine } from './logs.js';
import { onLifecycle } from './lifecycle.js';
import { type Run, timers } from './run.js';
import { fromJson, toJson } from './saving.js';
import { decideDue } from './session.js';
import { type ScopeState, type Timer } from './state.js';
import { suppressedBy } from './suppression.js';
import { rank } from './ranking/rank.js';

/** Changes whenever the same input could give another output or another saved state. */
export const engineVersion = '2';

/** The correlation engine. What it decides and how is told in docs/correlation.md. */
export const createEngine = (): Engine<ScopeState> => ({
  version: engineVersion,
  initial: initialScope,
  correlate(state, input, context) {
    const run: Run = { ...context, state, decisions: [] };
    step(run, input, context);
    return { state, decisions: run.decisions };
  },
  nextTimer: (state) => timers(state).peek()?.at ?? null,
  save: toJson,
  load: (saved) => fromJson(saved) as ScopeState,
});

const initialScope = (scope: string): ScopeState => ({
  scope,
  now: -Infinity,
  groups: new Map(),
  estates: new Map(),
  usual: new Map(),
  names: new Map(),
  chronic: new Map(),
  activity: new Map(),
  kinship: new Map(),
  logs: new Map(),
  waiting: new Map(),
  company: new Map(),
  rhythms: new Map(),
  resolvers: new Map(),
  episodes: new Map(),
  places: { service: new Map(), blamed: new Map(), node: new Map() },
  changes: new Map(),
  past: new Map(),
  timers: [],
});

function step(run: Run, input: EngineInput, { policy }: EngineContext): void {
  const { state } = run;
  if (input.type === 'time') {
    state.now = Math.max(state.now, input.now);
    fire(run);
    return;
  }
  const { signal, latenessMs } = input;
  if (latenessMs === 0) state.now = Math.max(state.now, signal.occurredAt);
  if (latenessMs > policy.time.lateness) {
    turnAway(run, signal, 'beyond-lateness', [
      speaksAgainst(
        'lateness',
        1,
        `It arrived ${Math.round(latenessMs / 1000)} s behind what was seen; the policy allows ${policy.time.lateness / 1000} s.`,
      ),
    ]);
    return;
  }
  const rule = suppressedBy(policy.suppression, signal);
  if (rule !== null) {
    turnAway(run, signal, 'suppressed', [
      speaksAgainst('suppressed', 1, `The policy's rule "${rule}" suppresses it.`),
    ]);
    return;
  }
  take(run, signal, latenessMs);
}

function take(run: Run, signal: Signal, latenessMs: number): void {
  switch (signal.kind) {
    case 'alert':
      if (signal.alert?.status === 'resolved') onResolved(run, signal, latenessMs);
      else onFiring(run, signal, latenessMs);
      return;
    case 'deploy':
    case 'config-change':
      onChange(run, signal);
      return;
    case 'log':
      if (onErrorLine(run, signal, latenessMs)) return;
      turnAway(run, signal, 'context', [
        speaksFor('context', 0.1, 'A log line: context for what alerts around it.'),
      ]);
  }
}

function turnAway(
  run: Run,
  signal: Signal,
  outcome: UnincidentedDecision['outcome'],
  evidence: UnincidentedDecision['evidence'],
): void {
  run.decisions.push({
    type: 'unincidented',
    signalId: signal.id,
    at: Math.max(run.state.now, signal.occurredAt),
    outcome,
    score: 0,
    threshold: run.policy.engine.membership.threshold,
    evidence,
    candidates: [],
  });
}

/** Fires what is due. */
function fire(run: Run): void {
  const due = timers(run.state);
  for (let next = due.peek(); next !== undefined && next.at <= run.state.now; next = due.peek()) {
    due.pop();
    onTimer(run, next);
  }
}

function onTimer(run: Run, { kind, key }: Timer): void {
  if (kind === 'undecided') {
    const estate = run.state.estates.get(key);
    if (estate !== undefined) decideDue(run, estate);
    return;
  }
  const group = run.state.groups.get(key);
  if (group === undefined) return;
  if (kind === 'repeats') tellRepeats(run, group);
  else if (kind === 'lifecycle') onLifecycle(run, group);
  else {
    group.rankAt = 0;
    rank(run, group);
  }
}
