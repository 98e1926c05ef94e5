import { type LogEntry } from '@throughline/contracts';
import { type Positions, type TopicPartition, keyOf } from '@throughline/kafka-transport';
import { type RecordCodec } from '@throughline/kafka-wire';
import { activations, type Configured } from './partition/activation.js';
import { type BatchResult, type PartitionHost } from './partition/partition-host.js';
import { type PartitionHosts } from './partition/partition-hosts.js';
import { type LogRecord } from './stores/log-store.js';
import { type LogWriter } from './log-writer.js';

export interface CorrelatorParts {
  readonly hosts: PartitionHosts;
  readonly codec: Pick<RecordCodec<LogEntry, never>, 'decode'>;
  readonly writer: LogWriter;
  readonly configured: Configured;
  readonly onBatch: (result: BatchResult) => void;
}

/** The partitions of the log that this process owns: recovered when it gets them, decided on batch by batch, kept at the configured policy and catalog. */
export class Correlator implements Positions {
  constructor(private readonly parts: CorrelatorParts) {}

  async assigned(partitions: readonly TopicPartition[]): Promise<ReadonlyMap<string, bigint>> {
    const located = await Promise.all(
      partitions.map(async (each) => {
        const { host, next } = await this.parts.hosts.assign(each.partition);
        await this.activate(host);
        return [keyOf(each), next] as const;
      }),
    );
    return new Map(located.flatMap(([key, next]) => (next === null ? [] : [[key, next] as const])));
  }

  revoked(partitions: readonly TopicPartition[]): void {
    this.parts.hosts.revoke(partitions.map(({ partition }) => partition));
  }

  decode(value: Buffer | null): LogEntry | Promise<LogEntry> {
    return this.parts.codec.decode(value);
  }

  async handle(partition: number, records: readonly LogRecord[]): Promise<void> {
    const host = this.parts.hosts.get(partition) ?? (await this.parts.hosts.assign(partition)).host;
    this.parts.onBatch(await host.handle(records));
  }

  /** Partitions that do not yet decide by the configured policy and catalog: the process is not ready while there are any. */
  get outdated(): readonly number[] {
    const { policy, catalog } = this.parts.configured;
    return this.parts.hosts.all.flatMap(({ partition, state }) =>
      state === undefined ||
      (state.policyVersion === policy.version && state.catalogVersion === catalog.version)
        ? []
        : [partition],
    );
  }

  private async activate(host: PartitionHost): Promise<void> {
    if (host.state === undefined) return;
    const entries = activations(host.state, this.parts.configured);
    if (entries.length > 0)
      await this.parts.writer.write(entries.map((entry) => ({ partition: host.partition, entry })));
  }
}
