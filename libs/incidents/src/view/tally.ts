import { type MemberSignal, type Repeat } from '@throughline/contracts';

/** What an incident holds, counted. */
export interface Tally {
  /** Alerts that joined while firing. */
  readonly alerts: number;
  /** Log lines that joined. */
  readonly logs: number;
  /** Deploys and config changes that joined. */
  readonly changes: number;
  /** Alerts that reported an episode resolved. */
  readonly resolutions: number;
  /** Further reports of episodes that it has. */
  readonly repeats: number;
  /** Of all that joined, those that came behind the watermark. */
  readonly late: number;
  readonly services: Readonly<Record<string, ServiceTally>>;
}

/** One service's share; times are event times, epoch ms. */
export interface ServiceTally {
  readonly alerts: number;
  readonly logs: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

export const noTally: Tally = {
  alerts: 0,
  logs: 0,
  changes: 0,
  resolutions: 0,
  repeats: 0,
  late: 0,
  services: {},
};

type Counted = 'alerts' | 'logs' | 'changes' | 'resolutions';

/** As what a signal counts: a resolving alert is no further alert. */
export function countsAs({ kind, status }: Pick<MemberSignal, 'kind' | 'status'>): Counted {
  if (kind === 'log') return 'logs';
  if (kind !== 'alert') return 'changes';
  return status === 'resolved' ? 'resolutions' : 'alerts';
}

function shared(share: ServiceTally | undefined, counted: Counted, at: number): ServiceTally {
  return {
    alerts: (share?.alerts ?? 0) + (counted === 'alerts' ? 1 : 0),
    logs: (share?.logs ?? 0) + (counted === 'logs' ? 1 : 0),
    firstAt: Math.min(share?.firstAt ?? at, at),
    lastAt: Math.max(share?.lastAt ?? at, at),
  };
}

/** With these members too. */
export function tallied(tally: Tally, members: readonly MemberSignal[]): Tally {
  const counts = { ...tally };
  const services = new Map(Object.entries(tally.services));
  for (const member of members) {
    const counted = countsAs(member);
    counts[counted] += 1;
    if (member.service !== null)
      services.set(member.service, shared(services.get(member.service), counted, member.occurredAt));
  }
  return { ...counts, services: Object.fromEntries(services) };
}

export const withRepeats = (tally: Tally, repeats: readonly Repeat[]): Tally => ({
  ...tally,
  repeats: repeats.reduce((sum, { signalIds }) => sum + signalIds.length, tally.repeats),
});

export const withLate = (tally: Tally): Tally => ({ ...tally, late: tally.late + 1 });
