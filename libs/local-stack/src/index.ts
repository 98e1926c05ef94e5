export { isLocalStackError, LocalStackError, type LocalStackErrorCode } from './errors.js';
export { type UnexpectedExit } from './processes/household.js';
export { isHomeInUse, startLocalStack } from './start.js';
export {
  type LocalStack,
  type LocalStackOptions,
  type LocalStackSettings,
  type PartName,
  type StackProcess,
  type StackProgress,
} from './stack.js';
export { versions } from './versions.js';
