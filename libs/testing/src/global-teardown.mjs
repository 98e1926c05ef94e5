import { stopTestStack } from './test-stack.mjs';

/** Jest's globalTeardown of the projects `int` and `e2e`. */
export default stopTestStack;
