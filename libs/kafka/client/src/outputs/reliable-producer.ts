import kafkajs, { type Kafka, type Message, type Producer } from 'kafkajs';
import { requestRetries } from '../create-kafka.js';
import { Serial } from './serial.js';

/**
 * An idempotent kafkajs producer that is safe to use: sends are serialised, and after any failed send the producer is
 * replaced. Both are needed. kafkajs takes a failed batch's sequence numbers back although the broker may have written it;
 * a *different* batch sent with the same numbers would be acknowledged as a duplicate and be lost.
 * Connects at the first send.
 */
export class ReliableProducer {
  readonly #serial = new Serial();
  #producer: Producer | undefined;
  #closed = false;

  constructor(private readonly kafka: Kafka) {}

  /** Resolves when all in-sync replicas have the messages, in order within each partition. */
  send(topic: string, messages: Message[], compression: number): Promise<void> {
    return this.#serial.run(async () => {
      const producer = await this.#connected();
      try {
        await producer.send({ topic, messages, acks: -1, compression });
      } catch (error) {
        await this.#drop();
        throw error;
      }
    });
  }

  /** Opens the connection ahead of the first send. */
  connect(): Promise<void> {
    return this.#serial.run(async () => {
      await this.#connected();
    });
  }

  /** Waits for the sends under way and disconnects. Later sends fail. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#serial.idle();
    await this.#drop();
  }

  async #connected(): Promise<Producer> {
    if (this.#closed) throw new Error('the producer is closed');
    if (this.#producer !== undefined) return this.#producer;
    const producer = this.kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
      retry: requestRetries,
    });
    try {
      await producer.connect();
    } catch (error) {
      await producer.disconnect().catch(() => undefined);
      throw error;
    }
    this.#producer = producer;
    return producer;
  }

  async #drop(): Promise<void> {
    const producer = this.#producer;
    this.#producer = undefined;
    await producer?.disconnect().catch(() => undefined);
  }
}
