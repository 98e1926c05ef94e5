export { BatchHandler, type BatchHandlerMethod, transportOf } from './batch-handler.js';
export { type ConsumerObserver, type ConsumerState, type ConsumerStatus } from './consumer-status.js';
export { classify, type Failure } from './failure.js';
export { type BatchControls, KafkaBatchContext } from './kafka-batch-context.js';
export { HandlerWiringError, KafkaBatchServer, type KafkaBatchServerSettings } from './kafka-batch-server.js';
export { MissingTopicsError } from './missing-topics-error.js';
export { OffsetBeyondLogError } from './placement.js';
export { type Positions } from './positions.js';
export { type KafkaRecord, keyOf, type RecordBatch, type TopicPartition } from './record-batch.js';
