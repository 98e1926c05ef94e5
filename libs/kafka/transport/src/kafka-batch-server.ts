import { type CustomTransportStrategy, type MessageHandler, Server } from '@nestjs/microservices';
import { topicName } from '@throughline/contracts';
import { lastValueFrom } from 'rxjs';
import { BatchConsumer, type BatchConsumerSettings } from './batch-consumer.js';
import { type BatchHandlerExtras, transportOf } from './batch-handler.js';
import { type ConsumerStatus } from './consumer-status.js';
import { KafkaBatchContext } from './kafka-batch-context.js';

export interface KafkaBatchServerSettings extends Omit<BatchConsumerSettings, 'groupId' | 'handlers'> {
  /** Stage of the handlers that it serves. */
  readonly stage: string;
  /** A group id is this and the stage. */
  readonly groupPrefix: string;
  readonly topicPrefix: string;
}

/** Two handlers for one topic of a group, or none at all: a mistake in the wiring, found at boot. */
export class HandlerWiringError extends Error {
  override readonly name = 'HandlerWiringError';
  readonly code = 'handler-wiring';
}

/**
 * Nest's server for the batch handlers of one stage: one consumer group, whole batches, positions from the handler's own store.
 * It extends `Server` and not `ServerKafka`, which works message by message.
 */
export class KafkaBatchServer extends Server implements CustomTransportStrategy {
  override readonly propagatesEventHandlerErrors = true;
  #consumer: BatchConsumer | undefined;

  constructor(private readonly settings: KafkaBatchServerSettings) {
    super();
    this.setTransportId(transportOf(settings.stage));
  }

  /** What the consumer does; `starting` before it listens. */
  get consumerStatus(): ConsumerStatus {
    return (
      this.#consumer?.status ?? {
        groupId: this.#groupId,
        state: 'starting',
        since: 0,
        assigned: [],
        lag: new Map(),
        lastBatchAt: null,
        restarts: 0,
        reason: null,
      }
    );
  }

  listen(callback: (error?: unknown) => void): void {
    this.#start().then(() => callback(), callback);
  }

  async close(): Promise<void> {
    await this.#consumer?.close();
  }

  on(): never {
    throw new Error('KafkaBatchServer emits no events: see consumerStatus');
  }

  unwrap<T>(): T {
    return this.#consumer as T;
  }

  get #groupId(): string {
    return `${this.settings.groupPrefix}${this.settings.stage}`;
  }

  async #start(): Promise<void> {
    this.#consumer = new BatchConsumer({
      ...this.settings,
      groupId: this.#groupId,
      handlers: this.#handlers(),
    });
    await this.#consumer.start();
  }

  #handlers(): BatchConsumerSettings['handlers'] {
    const byTopic = new Map<
      string,
      BatchConsumerSettings['handlers'] extends ReadonlyMap<string, infer Handler> ? Handler : never
    >();
    for (const handler of this.messageHandlers.values()) {
      if (handler.next !== undefined)
        throw new HandlerWiringError(`${this.settings.stage}: two handlers for the same topics`);
      for (const key of (handler.extras as unknown as BatchHandlerExtras).topics) {
        const topic = topicName(this.settings.topicPrefix, key);
        if (byTopic.has(topic))
          throw new HandlerWiringError(`${this.settings.stage}: two handlers for ${topic}`);
        byTopic.set(topic, (batch, controls) => this.#call(handler, batch, new KafkaBatchContext(controls)));
      }
    }
    if (byTopic.size === 0)
      throw new HandlerWiringError(`${this.settings.stage}: no @BatchHandler was found`);
    return byTopic;
  }

  async #call(handler: MessageHandler, batch: unknown, context: KafkaBatchContext): Promise<void> {
    const answer = this.transformToObservable((await handler(batch, context)) as never);
    await lastValueFrom(answer, { defaultValue: undefined });
  }
}
