import { keyOf, type Positions, type TopicPartition } from '@throughline/kafka-transport';
import { type InputPartitions } from './input-partitions.js';

/** Tells the transport where the input partitions go on: at what PostgreSQL holds. */
export class InputPositions implements Positions {
  constructor(private readonly partitions: Pick<InputPartitions, 'assigned'>) {}

  async assigned(assigned: readonly TopicPartition[]): Promise<ReadonlyMap<string, bigint>> {
    const next = new Map<string, bigint>();
    for (const place of assigned) {
      const offset = await this.partitions.assigned(place.topic, place.partition);
      if (offset !== null) next.set(keyOf(place), offset);
    }
    return next;
  }
}
