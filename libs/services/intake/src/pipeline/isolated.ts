import { dlq, type StepResult } from './step-result.js';

/** How often a record is tried whose handling fails with a defect. */
const tries = 3;

const isRetriable = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'retriable' in error && error.retriable === true;

/** Names the defect, not the data: messages of run-time errors may quote what they met. */
const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);

/**
 * Runs the steps for one record so that a defect which only this record meets does not stop the others: after a few tries it is a dead letter,
 * and `defect` is told. What is retriable (the registry is away) is thrown on: then the partition waits.
 */
export async function isolated<Value>(
  steps: () => StepResult<Value> | Promise<StepResult<Value>>,
  defect: (error: unknown) => void,
): Promise<StepResult<Value>> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await steps();
    } catch (error) {
      if (isRetriable(error)) throw error;
      if (attempt < tries) continue;
      defect(error);
      return dlq('processing-failed', [
        {
          path: '',
          message: `handling the record failed ${tries} times with ${nameOf(error)}; the log says where`,
        },
      ]);
    }
  }
}
