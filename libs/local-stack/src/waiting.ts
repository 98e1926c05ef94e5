import { setTimeout as pause } from 'node:timers/promises';

type Wait = { timeoutMs: number; everyMs?: number; signal?: AbortSignal };

/**
 * Asks until the answer is yes. A question that throws counts as no: a server that boots refuses connections.
 * Resolves with undefined when the answer was yes in time, else with the last error (or a plain one). Rejects only when aborted.
 */
export async function askUntil(
  question: () => Promise<boolean>,
  { timeoutMs, everyMs = 50, signal }: Wait,
): Promise<Error | undefined> {
  const deadline = performance.now() + timeoutMs;
  let last = new Error('It answered, but was not ready.');
  for (;;) {
    try {
      if (await question()) return undefined;
    } catch (error) {
      last = error instanceof Error ? error : new Error(String(error));
    }
    if (performance.now() >= deadline) return last;
    await pause(everyMs, undefined, signal ? { signal } : {});
  }
}
