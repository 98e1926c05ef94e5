export * from './engine.js';
export { combine } from './engine/evidence.js';
export { createEngine, engineVersion } from './engine/create-engine.js';
export * from './partition/effects.js';
export { Partition, type PartitionOptions } from './partition/partition.js';
export {
  type Sequenced,
  type SequencedSink,
  Sequencer,
  type SequencerSettings,
} from './sequencer/sequencer.js';
