import { type MemberSignal, type Severity } from '@throughline/contracts';

/** The signal that gives an incident its name. */
export interface Lead {
  readonly signalId: string;
  readonly service: string | null;
  readonly name: string;
}

const ranks: Readonly<Record<Severity, number>> = { critical: 0, error: 1, warning: 2, info: 3 };

/** 0 for the worst; below all when there is none. */
export const severityRank = (severity: Severity | null): number => (severity === null ? 4 : ranks[severity]);

function compare(a: MemberSignal, b: MemberSignal): number {
  return (
    severityRank(a.severity) - severityRank(b.severity) ||
    a.occurredAt - b.occurredAt ||
    (a.signalId < b.signalId ? -1 : 1)
  );
}

/** Of the worst signals the earliest. */
export function leadOf(members: readonly MemberSignal[]): Lead {
  const best = members.reduce<MemberSignal | null>(
    (lead, member) => (lead === null || compare(member, lead) < 0 ? member : lead),
    null,
  );
  return best === null
    ? { signalId: '', service: null, name: 'no signals' }
    : { signalId: best.signalId, service: best.service, name: best.name };
}
