import { randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { processIdentity } from './identity.js';

/** Who holds a lock. `identity` tells the process from a later one with the same number. */
export type LockHolder = { pid: number; identity: string; token: string };

export type Lock = { readonly token: string; release(): Promise<void> };

export type LockAttempt = { lock: Lock } | { holder: LockHolder };

async function readHolder(file: string): Promise<LockHolder | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as LockHolder;
  } catch {
    // Just released, or emptied by a power cut: in both cases nobody holds it.
    return undefined;
  }
}

async function isAlive(holder: LockHolder): Promise<boolean> {
  return (await processIdentity(holder.pid)) === holder.identity;
}

/** Who holds the lock, if anybody alive does. */
export async function lockHolder(file: string): Promise<LockHolder | undefined> {
  const holder = await readHolder(file);
  return holder !== undefined && (await isAlive(holder)) ? holder : undefined;
}

async function linkIfAbsent(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Removes a dead holder's lock file, unless somebody else has done so and may be the holder now. Whoever looks and removes
 * has the takeover file meanwhile, so nothing changes between the look and the removal.
 */
async function clearStale(file: string, stale: LockHolder | undefined, candidate: string): Promise<void> {
  const takeover = `${file}.takeover`;
  if (!(await linkIfAbsent(candidate, takeover))) {
    const other = await readHolder(takeover);
    if (other !== undefined && !(await isAlive(other))) await rm(takeover, { force: true });
    return pause(5);
  }
  try {
    if ((await readHolder(file))?.token === stale?.token) await rm(file, { force: true });
  } finally {
    await rm(takeover, { force: true });
  }
}

/**
 * Takes the lock, or says who holds it. A lock whose holder has ended is taken at once, so that a killed process keeps nobody out.
 * The file appears with its whole content (written aside, then linked), so a reader never sees half of it.
 */
export async function tryLock(file: string): Promise<LockAttempt> {
  const token = randomUUID();
  const identity = await processIdentity(process.pid);
  const candidate = `${file}.${token}`;
  await writeFile(candidate, JSON.stringify({ pid: process.pid, identity, token }));
  try {
    for (;;) {
      if (await linkIfAbsent(candidate, file)) return { lock: heldLock(file, token) };
      const holder = await readHolder(file);
      if (holder !== undefined && (await isAlive(holder))) return { holder };
      await clearStale(file, holder, candidate);
    }
  } finally {
    await rm(candidate, { force: true });
  }
}

function heldLock(file: string, token: string): Lock {
  return {
    token,
    release: async () => {
      if ((await readHolder(file))?.token === token) await rm(file, { force: true });
    },
  };
}
