import { type TopicKey, topicName } from '@throughline/contracts';
import { type Kafka, type Message } from 'kafkajs';
import { type Compression, compressionType } from '../codecs/index.js';
import { chunks, type OutputRecord } from './chunks.js';
import { outputError } from './output-error.js';
import { ReliableProducer } from './reliable-producer.js';

/** Where a service may write: it knows the name, never the topic. */
export interface Output {
  /** Full topic name. */
  readonly topic: string;
  /**
   * Resolves when every record is acknowledged by all in-sync replicas; records of one key stay in order.
   * Throws {@link OutputError}: `retriable` true when the records may be sent again (some may have arrived already).
   */
  send(records: readonly OutputRecord[]): Promise<void>;
}

export interface OutputSettings<Name extends string> {
  /** Topic prefix. */
  readonly prefix: string;
  /** The topic of each output, by the output's name. */
  readonly outputs: Readonly<Record<Name, TopicKey>>;
  /** Default `none`: on one machine bytes are cheaper than cycles. */
  readonly compression?: Compression;
  /** Records in one request; default 1000. */
  readonly maxBatchRecords?: number;
  /** Bytes in one request, before compression; default 900 kB. A larger record goes alone. */
  readonly maxBatchBytes?: number;
}

/** The named outputs of a service, and their one producer's life. */
export type Outputs<Name extends string> = Readonly<Record<Name, Output>> & {
  /** Connects ahead of the first send, so that a bad setting shows at boot. */
  connect(): Promise<void>;
  /** Waits for the sends under way and disconnects. */
  close(): Promise<void>;
};

const toMessage = (record: OutputRecord): Message => ({
  key: record.key,
  value: record.value,
  ...(record.headers === undefined ? {} : { headers: record.headers }),
  ...(record.partition === undefined ? {} : { partition: record.partition }),
  ...(record.timestamp === undefined ? {} : { timestamp: String(record.timestamp) }),
});

/** Outputs by name over one idempotent producer. */
export function createOutputs<Name extends string>(
  kafka: Kafka,
  settings: OutputSettings<Name>,
): Outputs<Name> {
  const producer = new ReliableProducer(kafka);
  const limits = {
    maxRecords: settings.maxBatchRecords ?? 1_000,
    maxBytes: settings.maxBatchBytes ?? 900_000,
  };
  const compression = compressionType(settings.compression ?? 'none');

  const output = (name: string, key: TopicKey): Output => {
    const topic = topicName(settings.prefix, key);
    return {
      topic,
      async send(records) {
        try {
          for (const chunk of chunks(records, limits)) {
            await producer.send(topic, chunk.map(toMessage), compression);
          }
        } catch (error) {
          throw outputError(name, error);
        }
      },
    };
  };

  const named = Object.fromEntries(
    (Object.entries(settings.outputs) as [Name, TopicKey][]).map(([name, key]) => [name, output(name, key)]),
  ) as Record<Name, Output>;
  return Object.assign(named, { connect: () => producer.connect(), close: () => producer.close() });
}
