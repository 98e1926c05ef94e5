import { type IncidentEventRecord, type IncidentEventRecordDataByType } from './generated/records.js';

/** Everything about an event but its payload. */
export type EventEnvelope = Omit<IncidentEventRecord, 'type' | 'data'>;

/** The names of the incident events. */
export type IncidentEventType = keyof IncidentEventRecordDataByType;

/** What an incident's decider says happened, before it has a place in a stream. */
export type IncidentFact = {
  [Type in IncidentEventType]: { readonly type: Type; readonly data: IncidentEventRecordDataByType[Type] };
}[IncidentEventType];

/** One event of an incident, as stored and as every reader sees it. */
export type IncidentEvent = EventEnvelope & IncidentFact;
