import { schemas } from './generated/schemas.js';
import { type TopicKey, topicName } from './topics.js';

/** The Avro schema of each topic's values as JSON text: one `.avsc` a topic, embedded at build time. */
export const avroSchemas: Readonly<Record<TopicKey, string>> = schemas;

/** The registry's subject for a topic's values: `<topic>-value`, e.g. `throughline.alerts.v1-value`. */
export const subjectName = (prefix: string, key: TopicKey): string => `${topicName(prefix, key)}-value`;
