import { type IncidentEvent } from '@throughline/contracts';
import { type IncidentSummary, joinedBy, servicesOf, summarise, titleOf } from '@throughline/incidents';
import { type BacktestIncident } from './result.js';

interface Kept {
  summary: IncidentSummary;
  readonly signalIds: Set<string>;
}

/** Folds incident events to what a result says of each incident. Merged incidents end in their survivor. */
export class IncidentLedger {
  private readonly kept = new Map<string, Kept>();

  /** `sourceIdOf`: the producer's id of a signal id. */
  constructor(private readonly sourceIdOf: (signalId: string) => string) {}

  take(events: readonly IncidentEvent[]): void {
    for (const event of events) {
      const known = this.kept.get(event.streamId);
      const summary = summarise(known?.summary ?? null, event);
      const kept = known ?? { summary, signalIds: new Set<string>() };
      kept.summary = summary;
      for (const { signalId } of joinedBy(event)) kept.signalIds.add(signalId);
      if (event.type === 'SignalsRepeated')
        for (const id of event.data.repeats.flatMap(({ signalIds }) => signalIds)) kept.signalIds.add(id);
      this.kept.set(event.streamId, kept);
    }
  }

  /** Signals that belong to an incident. */
  get members(): ReadonlySet<string> {
    return new Set([...this.kept.values()].flatMap(({ signalIds }) => [...signalIds]));
  }

  incidents(): readonly BacktestIncident[] {
    const standing = [...this.kept.values()].filter(({ summary }) => summary.status !== 'merged');
    for (const { summary, signalIds } of this.kept.values()) {
      if (summary.mergedInto === null) continue;
      const survivor = this.survivorOf(summary.mergedInto);
      for (const id of signalIds) survivor?.signalIds.add(id);
    }
    return standing
      .sort((a, b) => a.summary.openedAt - b.summary.openedAt || (a.summary.id < b.summary.id ? -1 : 1))
      .map((kept) => this.told(kept));
  }

  private survivorOf(id: string): Kept | undefined {
    const kept = this.kept.get(id);
    const further = kept?.summary.mergedInto ?? null;
    return further === null ? kept : this.survivorOf(further);
  }

  private told({ summary, signalIds }: Kept): BacktestIncident {
    const { id, status, severity, suspects } = summary;
    return {
      id,
      status,
      severity,
      title: titleOf(summary),
      openedAt: new Date(summary.openedAt).toISOString(),
      resolvedAt: summary.resolvedAt === null ? null : new Date(summary.resolvedAt).toISOString(),
      services: servicesOf(summary),
      signalIds: [...signalIds].map(this.sourceIdOf),
      changes: suspects.changes.map(({ signalId, changeId, service, score, evidence }) => ({
        signalId: this.sourceIdOf(signalId),
        changeId,
        service,
        score,
        evidence,
      })),
      suspects: suspects.services.map(({ service, score, evidence }) => ({ service, score, evidence })),
    };
  }
}
