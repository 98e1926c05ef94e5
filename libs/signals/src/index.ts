export * from './flags.js';
export * from './limits.js';
export { type InputRecord, type InputRecordResult, readRecord } from './record/input-record.js';
export * from './signal-from-line.js';
export {
  normaliseSignal,
  type SignalContext,
  type SignalHints,
  type SignalResult,
} from './signal/normalise-signal.js';
export { type KnownService } from './signal/service.js';
export { messagePattern } from './text/message-pattern.js';
