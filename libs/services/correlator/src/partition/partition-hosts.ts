import { type PartitionHost } from './partition-host.js';

/** The hosts of the partitions that this process has. Made on assignment, dropped on revocation; what a dropped one still does is fenced. */
export class PartitionHosts {
  readonly #hosts = new Map<number, PartitionHost>();

  constructor(private readonly create: (partition: number) => PartitionHost) {}

  /** A fresh host, recovered: a state from before a rebalance may be older than what another process has stored since. */
  async assign(partition: number): Promise<{ readonly host: PartitionHost; readonly next: bigint | null }> {
    const host = this.create(partition);
    const next = await host.recover();
    this.#hosts.set(partition, host);
    return { host, next };
  }

  revoke(partitions: readonly number[]): void {
    for (const partition of partitions) this.#hosts.delete(partition);
  }

  get(partition: number): PartitionHost | undefined {
    return this.#hosts.get(partition);
  }

  get all(): readonly PartitionHost[] {
    return [...this.#hosts.values()];
  }
}
