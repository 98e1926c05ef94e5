import { inputTopicKeys, type TopicKey, topicName } from '@throughline/contracts';
import { type Admin, lagOf, topicRanges } from '@throughline/kafka-client';
import { readOffsets } from '@throughline/storage';
import { type Pool } from 'pg';

/** A stage that reads topics, and what its consumer group and its rows in `consumer_offsets` are called. */
export interface ConsumingStage {
  readonly name: 'intake' | 'correlator' | 'projector' | 'postmortem';
  readonly topics: readonly TopicKey[];
}

export const consumingStages: readonly ConsumingStage[] = [
  { name: 'intake', topics: inputTopicKeys },
  { name: 'correlator', topics: ['signals'] },
  { name: 'projector', topics: ['incidentEvents'] },
  { name: 'postmortem', topics: ['incidentEvents'] },
];

export interface PartitionStatus {
  readonly topic: string;
  readonly partition: number;
  /** Next offset whose effects are not stored; null when nothing is. */
  readonly position: number | null;
  readonly end: number;
  readonly lag: number;
}

export interface StageStatus {
  readonly state: 'up' | 'down';
  /** Records (of the relay: events) that are not processed yet. */
  readonly lag: number;
  /** Members of the consumer group. */
  readonly members?: number;
  readonly partitions?: readonly PartitionStatus[];
}

export interface StatusSource {
  readonly admin: Admin;
  readonly pool: Pool;
  readonly topicPrefix: string;
  readonly groupPrefix: string;
}

/** Position, end and lag by PostgreSQL's offsets, which are what counts; up when the consumer group has members. */
export async function consumingStage(source: StatusSource, stage: ConsumingStage): Promise<StageStatus> {
  const perTopic = await Promise.all(
    stage.topics.map((key) => topicStatus(source, stage.name, topicName(source.topicPrefix, key))),
  );
  const partitions = perTopic.flat();
  const members = await memberCount(source.admin, `${source.groupPrefix}${stage.name}`);
  return {
    state: members > 0 ? 'up' : 'down',
    lag: partitions.reduce((sum, { lag }) => sum + lag, 0),
    members,
    partitions,
  };
}

async function topicStatus(
  { admin, pool }: StatusSource,
  consumer: string,
  topic: string,
): Promise<PartitionStatus[]> {
  const [ranges, stored] = await Promise.all([topicRanges(admin, topic), readOffsets(pool, consumer, topic)]);
  return ranges.map((range) => {
    const position = stored.get(range.partition)?.nextOffset ?? null;
    return {
      topic,
      partition: range.partition,
      position: position === null ? null : Number(position),
      end: Number(range.high),
      lag: Number(lagOf(range, position)),
    };
  });
}

async function memberCount(admin: Admin, groupId: string): Promise<number> {
  const { groups } = await admin.describeGroups([groupId]);
  return groups[0]?.members.length ?? 0;
}
