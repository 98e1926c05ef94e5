import { type TopicKey, topicKeys, topicName } from '@throughline/contracts';

/** The longest record that any topic takes, in bytes: a value of 5 MB can be dead-lettered with its headers and frame. */
export const maxRecordBytes = 6 * 1024 * 1024;

const day = 24 * 60 * 60 * 1000;

/**
 * How long each topic keeps its records, in milliseconds; -1 keeps them for ever.
 * Inputs are read within seconds, and a week covers an outage of ours over a long weekend. The signals topic is the log
 * that the correlator's state is a function of: a year, and the store of signals beyond that. Dead letters wait for a
 * person: 90 days, and the table beyond that. The outputs are the public history.
 */
export const retentionMs: Readonly<Record<TopicKey, number>> = {
  alerts: 7 * day,
  deploys: 7 * day,
  logs: 7 * day,
  configChanges: 7 * day,
  signals: 365 * day,
  incidentEvents: -1,
  postmortems: -1,
  deadLetters: 90 * day,
};

export interface TopicPlan {
  readonly topic: string;
  readonly numPartitions: number;
  readonly replicationFactor: number;
  readonly configEntries: { readonly name: string; readonly value: string }[];
}

export interface TopicSettings {
  readonly prefix: string;
  /** Partitions of every topic: the upper bound of replicas a service can have. */
  readonly partitions: number;
  readonly replicationFactor: number;
}

/** Every topic of the contract with its settings. All are `cleanup.policy=delete`: none is a table, order and repetition count. */
export function topicPlans({ prefix, partitions, replicationFactor }: TopicSettings): TopicPlan[] {
  return topicKeys.map((key) => ({
    topic: topicName(prefix, key),
    numPartitions: partitions,
    replicationFactor,
    configEntries: [
      { name: 'cleanup.policy', value: 'delete' },
      { name: 'retention.ms', value: String(retentionMs[key]) },
      { name: 'max.message.bytes', value: String(maxRecordBytes) },
      { name: 'min.insync.replicas', value: String(Math.max(1, replicationFactor - 1)) },
    ],
  }));
}
