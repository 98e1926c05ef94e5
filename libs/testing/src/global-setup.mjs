import { startTestStack } from './test-stack.mjs';

/** Jest's globalSetup of the projects `int` and `e2e`: one stack for the whole run, whichever of them asks first. */
export default startTestStack;
