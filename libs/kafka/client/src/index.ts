export { type Compression, compressionType, registerCodecs } from './codecs/index.js';
export { DecompressionLimitError } from './codecs/too-large.js';
export { createKafka, type KafkaSettings, requestRetries } from './create-kafka.js';
export { type KafkaLogger } from './logger.js';
export { type OutputRecord } from './outputs/chunks.js';
export { OutputError, type OutputErrorCode } from './outputs/output-error.js';
export { createOutputs, type Output, type Outputs, type OutputSettings } from './outputs/outputs.js';
export { ensureTopics } from './topics/ensure-topics.js';
export {
  endOffsets,
  groupLag,
  lagOf,
  type PartitionLag,
  type PartitionRange,
  topicRanges,
} from './topics/offsets.js';
export {
  maxRecordBytes,
  retentionMs,
  type TopicPlan,
  topicPlans,
  type TopicSettings,
} from './topics/topic-plan.js';
export type { Admin, Consumer, EachBatchPayload, IHeaders, Kafka, KafkaMessage, SASLOptions } from 'kafkajs';
