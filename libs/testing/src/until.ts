import { setTimeout as pause } from 'node:timers/promises';

export type UntilOptions = {
  /** What is waited for, to read after "Waited 15 s for": the message when it does not come. */
  what: string;
  timeoutMs?: number;
  everyMs?: number;
};

type Truthy<T> = Exclude<T, false | 0 | '' | null | undefined>;

/** The only way for a test to wait. Asks until the answer is truthy, and resolves with it; a question that throws is asked again. */
export async function until<T>(condition: () => T | Promise<T>, options: UntilOptions): Promise<Truthy<T>> {
  const { what, timeoutMs = 15_000, everyMs = 20 } = options;
  const deadline = performance.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    try {
      const answer = await condition();
      if (answer) return answer as Truthy<T>;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (performance.now() >= deadline) throw timeout(what, timeoutMs, last);
    await pause(everyMs);
  }
}

function timeout(what: string, timeoutMs: number, last: unknown): Error {
  const because = last instanceof Error ? `: ${last.message}` : '.';
  return new Error(`Waited ${timeoutMs / 1000} s for ${what}${because}`, { cause: last });
}
