import { setTimeout as pause } from 'node:timers/promises';
import { type LockHolder, tryLock } from './lock.js';

type Turn = { file: string; signal: AbortSignal; onWait?: (holder: LockHolder) => void };

/** Does a task under a lock, when its turn has come: the processes of this machine do it one after the other. Rejects when aborted. */
export async function inTurn<T>({ file, signal, onWait }: Turn, task: () => Promise<T>): Promise<T> {
  for (;;) {
    const attempt = await tryLock(file);
    if ('lock' in attempt) return task().finally(() => attempt.lock.release());
    onWait?.(attempt.holder);
    await pause(200, undefined, { signal });
  }
}
