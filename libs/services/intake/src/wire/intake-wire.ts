import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { createOutputs, type Kafka, type Outputs } from '@throughline/kafka-client';
import { createWire, InputReader, Registry, type Wire } from '@throughline/kafka-wire';
import { CONFIG, KAFKA, type ServerConfig } from '@throughline/platform';

/** Intake's ways in and out: a reader of the four input forms, and the two named outputs with their codecs. */
@Injectable()
export class IntakeWire implements OnApplicationShutdown {
  readonly reader: InputReader;
  readonly codecs: Pick<Wire, 'signals' | 'deadLetters'>;
  readonly outputs: Outputs<'signals' | 'deadLetters'>;

  constructor(@Inject(CONFIG) config: ServerConfig, @Inject(KAFKA) kafka: Kafka) {
    const registry = new Registry({ url: config.registryUrl });
    const prefix = config.kafka.topicPrefix;
    this.reader = new InputReader(registry);
    this.codecs = createWire(registry, prefix);
    this.outputs = createOutputs(kafka, {
      prefix,
      outputs: { signals: 'signals', deadLetters: 'deadLetters' },
    });
  }

  /** Resolves when records can be written; rejects, retriably, while the registry is away. Costs nothing once it did. */
  async ready(): Promise<void> {
    await this.codecs.signals.ready();
    await this.codecs.deadLetters.ready();
  }

  /** After the consumers have drained. */
  async onApplicationShutdown(): Promise<void> {
    await this.outputs.close();
  }
}
