export { maxAvroDepth } from './avro/scan.js';
export {
  deadLetterKey,
  fitForTopic,
  maxDeadLetterBytes,
  type OriginalRecord,
  toDeadLetter,
} from './dead-letters/dead-letter.js';
export {
  defaultMaxValueBytes,
  InputReader,
  type InputReaderSettings,
  type WriterSchemas,
} from './input/input-reader.js';
export { maxJsonDepth } from './input/json.js';
export {
  type Headers,
  type InputForm,
  type InputHints,
  type InputReading,
  type InputRecord,
  type ReadValue,
  type UnreadableValue,
  withHints,
} from './input/reading.js';
export { RecordCodec, type SchemaIds } from './records/record-codec.js';
export { createWire, type Wire } from './records/wire.js';
export { WireError, type WireErrorCode } from './records/wire-error.js';
export { type RegistrySettings } from './registry/http.js';
export {
  type CompatibilityFinding,
  type RegisteredSchema,
  Registry,
  type RegistryOptions,
  type WriterSchema,
} from './registry/registry.js';
export { RegistryError, type RegistryErrorCode } from './registry/registry-error.js';
