import { inputTopicKeys, topicName } from '@throughline/contracts';
import { type Admin, lagOf, topicRanges } from '@throughline/kafka-client';
import { readOffsets } from '@throughline/storage';
import { type Pool } from 'pg';
import { type InputPartitionProgress } from './input-progress.js';

export interface IntakeProgressSource {
  readonly admin: Admin;
  readonly pool: Pool;
  readonly topicPrefix: string;
  /** Name of intake in `consumer_offsets`. */
  readonly consumer: string;
}

/** How far intake has come on every input partition: Kafka's ends against the offsets in PostgreSQL. */
export async function intakeProgress({
  admin,
  pool,
  topicPrefix,
  consumer,
}: IntakeProgressSource): Promise<readonly InputPartitionProgress[]> {
  const perTopic = await Promise.all(
    inputTopicKeys.map(async (key) => {
      const topic = topicName(topicPrefix, key);
      const ranges = await topicRanges(admin, topic);
      const stored = await readOffsets(pool, consumer, topic);
      return ranges.map((range) => {
        const offset = stored.get(range.partition);
        return { lag: lagOf(range, offset?.nextOffset ?? null), recordTime: offset?.recordTime ?? null };
      });
    }),
  );
  return perTopic.flat();
}
