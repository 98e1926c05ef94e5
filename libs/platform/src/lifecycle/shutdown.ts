import { type Logger } from '../logging/logger.js';

/** How long a drain may take, ms. Supervisors kill after 10 s or more. */
export const drainLimit = 9_000;

export type Exit = (code: number) => void;

/** Runs `drain`, but no longer than the limit. False when it did not come to its end or failed. */
export const drainWithin = async (
  drain: () => Promise<void>,
  logger: Logger,
  limit = drainLimit,
): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => {
      resolve('late');
    }, limit);
  });
  try {
    const outcome = await Promise.race([drain().then(() => 'drained' as const), late]);
    if (outcome === 'late') logger.error({ limitMs: limit }, 'did not drain in time');
    return outcome === 'drained';
  } catch (error) {
    logger.error({ err: error }, 'failed to close');
    return false;
  } finally {
    clearTimeout(timer);
  }
};

export interface SignalSource {
  on(signal: 'SIGTERM' | 'SIGINT', listener: () => void): unknown;
}

/** The first SIGTERM or SIGINT drains; a second one does not wait. */
export const onSignals = (
  stop: (signal: string) => void,
  exit: Exit,
  source: SignalSource = process,
): void => {
  let asked = false;
  for (const [signal, code] of [
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const) {
    source.on(signal, () => {
      if (asked) {
        exit(code);
        return;
      }
      asked = true;
      stop(signal);
    });
  }
};
