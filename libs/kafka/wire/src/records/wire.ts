import {
  type Alert,
  type ConfigChange,
  type DeadLetter,
  type Deploy,
  type IncidentEvent,
  type IncidentEventRecord,
  type Log,
  type LogEntry,
  type LogEntryRecord,
  type PostmortemEvent,
  type PostmortemEventRecord,
  type TopicKey,
} from '@throughline/contracts';
import { incidentEventShape, postmortemEventShape } from './event.js';
import { logEntryShape } from './log-entry.js';
import { asIs, RecordCodec, type SchemaIds } from './record-codec.js';

/** The codec of each topic, by the topic's key. */
export interface Wire {
  readonly alerts: RecordCodec<Alert, Alert>;
  readonly deploys: RecordCodec<Deploy, Deploy>;
  readonly logs: RecordCodec<Log, Log>;
  readonly configChanges: RecordCodec<ConfigChange, ConfigChange>;
  readonly signals: RecordCodec<LogEntry, LogEntryRecord>;
  readonly incidentEvents: RecordCodec<IncidentEvent, IncidentEventRecord>;
  readonly postmortems: RecordCodec<PostmortemEvent, PostmortemEventRecord>;
  readonly deadLetters: RecordCodec<DeadLetter, DeadLetter>;
}

/** Codecs for every topic under a prefix. Await `ready()` of those that are written with. */
export function createWire(registry: SchemaIds, prefix: string): Wire {
  const plain = <Value>(key: TopicKey) => new RecordCodec<Value, Value>(registry, prefix, key, asIs());
  return {
    alerts: plain('alerts'),
    deploys: plain('deploys'),
    logs: plain('logs'),
    configChanges: plain('configChanges'),
    signals: new RecordCodec(registry, prefix, 'signals', logEntryShape),
    incidentEvents: new RecordCodec(registry, prefix, 'incidentEvents', incidentEventShape),
    postmortems: new RecordCodec(registry, prefix, 'postmortems', postmortemEventShape),
    deadLetters: plain('deadLetters'),
  };
}
