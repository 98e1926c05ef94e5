import { type PostmortemEventRecordDataByType } from './generated/records.js';
import { type EventEnvelope } from './incident-event.js';

/** The names of the post-mortem events. */
export type PostmortemEventType = keyof PostmortemEventRecordDataByType;

/** What a post-mortem's decider says happened, before it has a place in a stream. */
export type PostmortemFact = {
  [Type in PostmortemEventType]: {
    readonly type: Type;
    readonly data: PostmortemEventRecordDataByType[Type];
  };
}[PostmortemEventType];

/** One event of a post-mortem, as stored and as every reader sees it. */
export type PostmortemEvent = EventEnvelope & PostmortemFact;
