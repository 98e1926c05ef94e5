import { type SignalKind } from './log-entry.js';

/** Topic names without their prefix. Names of the public contract: they never change, a new version is a new topic. */
export const topics = {
  alerts: 'alerts.v1',
  deploys: 'deploys.v1',
  logs: 'logs.v1',
  configChanges: 'config-changes.v1',
  signals: 'signals.v1',
  incidentEvents: 'incident-events.v1',
  postmortems: 'postmortems.v1',
  deadLetters: 'dead-letters.v1',
} as const;

export type TopicKey = keyof typeof topics;

export const topicKeys = Object.keys(topics) as readonly TopicKey[];

/** Where producers publish, and the kind of signal that each topic carries. */
export const inputTopics = {
  alerts: 'alert',
  deploys: 'deploy',
  logs: 'log',
  configChanges: 'config-change',
} as const satisfies Partial<Record<TopicKey, SignalKind>>;

export type InputTopicKey = keyof typeof inputTopics;

export const inputTopicKeys = Object.keys(inputTopics) as readonly InputTopicKey[];

/** The prefix when none is configured. */
export const defaultTopicPrefix = 'throughline.';

/** Full name of a topic under a prefix, e.g. `throughline.alerts.v1`. */
export const topicName = (prefix: string, key: TopicKey): string => `${prefix}${topics[key]}`;
