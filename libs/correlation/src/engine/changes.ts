import { type Signal } from '@throughline/contracts';
import { touch } from './bounded.js';
import { type Run } from './run.js';
import { type KnownChange } from './state.js';
import { key } from './traits.js';

function titleOf(signal: Signal): string {
  const service = signal.service ?? 'unknown service';
  if (signal.deploy !== null) return `Deploy of ${service} ${signal.deploy.version}`;
  if (signal.configChange !== null)
    return `${signal.configChange.changeKind} ${signal.configChange.key} of ${service}`;
  return signal.name;
}

/** What is said of a change, whatever its kind. */
function detailOf({ deploy, configChange, sourceId }: Signal) {
  if (deploy !== null)
    return {
      kind: 'deploy',
      changeId: deploy.deployId,
      actor: deploy.actor,
      version: deploy.version,
    } as const;
  return {
    kind: 'config-change',
    changeId: configChange?.changeId ?? sourceId,
    actor: configChange?.actor ?? null,
    version: null,
  } as const;
}

/** Keeps a change for ranking: of the signals of one change the earliest time counts. */
export function onChange(run: Run, signal: Signal): void {
  const { state, policy, decisions } = run;
  const detail = detailOf(signal);
  const of = key(detail.kind, signal.service, detail.changeId);
  const known = state.changes.get(of);
  const earliest =
    known !== undefined && known.at <= signal.occurredAt
      ? { signalId: known.signalId, at: known.at }
      : { signalId: signal.id, at: signal.occurredAt };
  const change: KnownChange = { ...detail, ...earliest, service: signal.service, title: titleOf(signal) };
  touch(state.changes, of, change, policy.engine.limits.changes);
  decisions.push({
    type: 'unincidented',
    signalId: signal.id,
    at: Math.max(state.now, signal.occurredAt),
    outcome: 'change',
    score: 0,
    threshold: policy.engine.membership.threshold,
    evidence: [],
    candidates: [],
  });
}
