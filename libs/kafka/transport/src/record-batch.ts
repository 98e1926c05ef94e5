import { type IHeaders } from '@throughline/kafka-client';

/** One Kafka record of a batch. */
export interface KafkaRecord {
  readonly offset: bigint;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: IHeaders;
  /** The record's time, epoch ms. */
  readonly timestamp: number;
}

/** Consecutive records of one partition, in order; at least one. */
export interface RecordBatch {
  /** Topic name, prefix included. */
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly KafkaRecord[];
  /** The offset to go on with, to be stored with the effects: behind the last record, and behind what Kafka keeps for itself there. */
  readonly nextOffset: bigint;
  /** The end of the partition when the batch was fetched: the next offset to be written. */
  readonly highWatermark: bigint;
}

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

export const keyOf = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;
