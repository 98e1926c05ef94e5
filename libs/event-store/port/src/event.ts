import { type EventEnvelope, type EventMetadata } from '@throughline/contracts';

/** Kinds of streams. Each category is read and published by itself. */
export const categories = ['incident', 'postmortem'] as const;

export type Category = (typeof categories)[number];

/** What happened: a name in the past tense and its data. Narrow it to `IncidentFact` or `PostmortemFact`. */
export interface EventFact {
  readonly type: string;
  readonly data: unknown;
}

/** An event before it has a place in a stream. */
export type NewEvent<Fact extends EventFact = EventFact> = Fact & {
  readonly metadata: EventMetadata;
  readonly tenant: string;
  readonly environment: string;
  readonly scope: string;
  /** Event time of what it tells, ms. */
  readonly occurredAt: number;
  /** When it was decided, by the log's clock, ms. */
  readonly recordedAt: number;
};

/** An event as every reader sees it: `StoredEvent<IncidentFact>` is an `IncidentEvent`. Its data has the newest schema version. */
export type StoredEvent<Fact extends EventFact = EventFact> = EventEnvelope & Fact;

/** Events for one stream. */
export interface StreamAppend<Fact extends EventFact = EventFact> {
  /** UUID. */
  readonly streamId: string;
  readonly category: Category;
  /** Version of the stream on which the events were decided; 0: it must not exist. */
  readonly expectedVersion: number;
  readonly events: readonly NewEvent<Fact>[];
}
