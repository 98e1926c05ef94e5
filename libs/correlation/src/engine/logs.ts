import { type MemberSignal, type Signal } from '@throughline/contracts';
import { touch } from './bounded.js';
import { speaksFor } from './evidence.js';
import { memberOf } from './members.js';
import { repeat } from './repeats.js';
import { type Run } from './run.js';
import { type ServiceLogs } from './service-logs.js';
import { type Group } from './state.js';

/** How fast a line's tie to the alerts of its service fades, ms. */
const decay = 5 * 60_000;
const recentLines = 8;
const patternsPerService = 200;

const isSymptom = ({ severity }: Signal): boolean => severity === 'error' || severity === 'critical';

const entryOf = (run: Run, service: string): ServiceLogs => {
  const entry = run.state.logs.get(service) ?? {
    incidentId: null,
    alertedAt: 0,
    patterns: new Map(),
    recent: new Map(),
  };
  touch(run.state.logs, service, entry, run.policy.engine.limits.series);
  return entry;
};

/** The line as a member, when its tie to the service's alerts is strong enough. */
function tied(run: Run, line: Signal, alertedAt: number): MemberSignal | null {
  const { sameService, threshold } = run.policy.engine.membership;
  const apart = Math.abs(line.occurredAt - alertedAt);
  const weight = sameService * Math.exp(-apart / decay);
  if (weight < threshold) return null;
  const text = `An error line of ${line.service ?? ''}, ${Math.round(apart / 1000)} s apart from an alert of the incident there.`;
  return memberOf(line, [speaksFor('same-service', weight, text)]);
}

/** Takes an error line into the incident that has alerts on its service, or keeps it for the one that will. False: it is only context. */
export function onErrorLine(run: Run, line: Signal, latenessMs: number): boolean {
  if (line.service === null || !isSymptom(line)) return false;
  const entry = entryOf(run, line.service);
  const group = liveGroup(run, entry);
  if (group === undefined) {
    if (!entry.recent.has(line.fingerprint)) touch(entry.recent, line.fingerprint, line, recentLines);
    return false;
  }
  const member = tied(run, line, entry.alertedAt);
  if (member === null) return false;
  if (entry.patterns.has(line.fingerprint) && latenessMs === 0) repeat(run, group, line);
  else if (latenessMs > 0)
    run.decisions.push({ type: 'join-late', incidentId: group.id, at: line.occurredAt, member, latenessMs });
  else run.decisions.push({ type: 'join', incidentId: group.id, at: line.occurredAt, members: [member] });
  touch(entry.patterns, line.fingerprint, line.occurredAt, patternsPerService);
  return true;
}

function liveGroup(run: Run, { incidentId }: ServiceLogs): Group | undefined {
  const group = incidentId === null ? undefined : run.state.groups.get(incidentId);
  return group?.status === 'open' || group?.status === 'mitigated' ? group : undefined;
}

/** An incident has an alert on a service: the error lines that were seen there just before belong to it. */
export function takeErrorLines(run: Run, group: Group, service: string, at: number): void {
  if (service === '') return;
  const entry = entryOf(run, service);
  if (entry.incidentId !== group.id) {
    entry.incidentId = group.id;
    entry.alertedAt = at;
    entry.patterns = new Map();
  }
  entry.alertedAt = Math.max(entry.alertedAt, at);
  const members = [...entry.recent.values()].flatMap((line) => tied(run, line, at) ?? []);
  entry.recent = new Map();
  if (members.length === 0) return;
  for (const { fingerprint, occurredAt } of members)
    touch(entry.patterns, fingerprint, occurredAt, patternsPerService);
  run.decisions.push({ type: 'join', incidentId: group.id, at: Math.max(run.state.now, at), members });
}
