import { readdir, readFile, rm } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { askUntil } from '../waiting.js';
import { commandLine, processIdentity } from './identity.js';

type Leftover = { pid: number; stopSignal: NodeJS.Signals };

/** Within this time a server that was asked to stop has stopped, or it is killed. */
const patienceMs = 20_000;

async function readPidFile(file: string): Promise<Leftover | undefined> {
  try {
    const { pid, stopSignal } = JSON.parse(await readFile(file, 'utf8')) as Partial<Leftover>;
    return typeof pid === 'number' && pid > 0 ? { pid, stopSignal: stopSignal ?? 'SIGTERM' } : undefined;
  } catch {
    // Half-written by a keeper that was killed in that instant.
    return undefined;
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Gone in the meantime.
  }
}

async function end({ pid, stopSignal }: Leftover, home: string): Promise<void> {
  const identity = await processIdentity(pid);
  if (identity === undefined || !(await commandLine(pid))?.includes(home + sep)) return;
  signal(pid, stopSignal);
  const gone = async () => (await processIdentity(pid)) !== identity;
  if ((await askUntil(gone, { timeoutMs: patienceMs })) === undefined) return;
  signal(pid, 'SIGKILL');
  await askUntil(gone, { timeoutMs: patienceMs });
}

/**
 * Ends what a stack that was killed has left running on this home, and waits until it is gone: its keepers may be stopping
 * their servers at this moment. A process counts as ours only when its command line names the home, since process ids come round again.
 */
export async function endLeftovers(home: string, pidDirectory: string): Promise<void> {
  const files = (await readdir(pidDirectory))
    .filter((file) => file.endsWith('.pid'))
    .map((file) => join(pidDirectory, file));
  await Promise.all(
    files.map(async (file) => {
      const leftover = await readPidFile(file);
      if (leftover) await end(leftover, home);
      await rm(file, { force: true });
    }),
  );
}
