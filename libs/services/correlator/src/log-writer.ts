import { type LogEntry } from '@throughline/contracts';
import { type Outputs } from '@throughline/kafka-client';
import { type RecordCodec } from '@throughline/kafka-wire';

/** Writes ticks and control records into partitions of the log that this process owns. */
export class LogWriter {
  constructor(
    private readonly outputs: Outputs<'signals'>,
    private readonly codec: Pick<RecordCodec<LogEntry, never>, 'encode' | 'ready'>,
  ) {}

  /** Resolves when all are acknowledged. */
  async write(entries: readonly { readonly partition: number; readonly entry: LogEntry }[]): Promise<void> {
    await this.codec.ready();
    await this.outputs.signals.send(
      entries.map(({ partition, entry }) => ({ key: null, value: this.codec.encode(entry), partition })),
    );
  }

  close(): Promise<void> {
    return this.outputs.close();
  }
}
