import { setTimeout as pause } from 'node:timers/promises';
import { CliError } from '../errors.js';

const pollMs = 100;

/** Asks until there is an answer; says what was waited for when there is none in time. */
export async function waitFor<T>(
  what: string | (() => string),
  within: number,
  ask: () => Promise<T | undefined>,
): Promise<T> {
  const deadline = performance.now() + within;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > deadline)
      throw new CliError(
        `The demo waited ${within / 1_000} s for ${typeof what === 'string' ? what : what()} in vain. \`npx throughline status\` shows where it stands; the services' log is in the data directory under logs/.`,
      );
    await pause(pollMs);
  }
}
