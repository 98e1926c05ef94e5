import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processIdentity, startTicks } from './identity.js';
import { type Lock, lockHolder, tryLock } from './lock.js';

let directory: string;
let file: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'throughline-lock-'));
  file = join(directory, 'stack.lock');
});
afterEach(() => rm(directory, { recursive: true }));

async function taken(): Promise<Lock> {
  const attempt = await tryLock(file);
  if ('holder' in attempt) throw new Error(`held by ${attempt.holder.pid}`);
  return attempt.lock;
}

describe('the lock on a home', () => {
  it('says who holds it', async () => {
    await taken();
    expect(await tryLock(file)).toMatchObject({ holder: { pid: process.pid } });
    expect(await lockHolder(file)).toMatchObject({ pid: process.pid });
  });

  it('is free again after its release, and leaves no files', async () => {
    await (await taken()).release();
    expect(await lockHolder(file)).toBeUndefined();
    expect(await readdir(directory)).toEqual([]);
    await taken();
  });

  it('is taken from a process that has ended, also when its number has come round again', async () => {
    await writeFile(file, JSON.stringify({ pid: process.pid, identity: 'an earlier life', token: 'old' }));
    expect(await lockHolder(file)).toBeUndefined();
    await taken();
    expect(await lockHolder(file)).toMatchObject({
      pid: process.pid,
      identity: await processIdentity(process.pid),
    });
  });

  it('is taken when a power cut left an empty file', async () => {
    await writeFile(file, '');
    await taken();
  });

  it('goes to exactly one of many who find it stale at once', async () => {
    await writeFile(file, JSON.stringify({ pid: process.pid, identity: 'an earlier life', token: 'old' }));
    const attempts = await Promise.all(Array.from({ length: 20 }, () => tryLock(file)));
    expect(attempts.filter((attempt) => 'lock' in attempt)).toHaveLength(1);
    expect(await readdir(directory)).toEqual(['stack.lock']);
  });

  it('is taken when a takeover was killed half-way', async () => {
    const dead = JSON.stringify({ pid: process.pid, identity: 'an earlier life', token: 'old' });
    await writeFile(file, dead);
    await writeFile(`${file}.takeover`, dead);
    await taken();
    expect(await readdir(directory)).toEqual(['stack.lock']);
  });

  it('is not released by somebody whose lock it no longer is', async () => {
    const first = await taken();
    await rm(file);
    const second = await taken();
    await first.release();
    expect(await lockHolder(file)).toMatchObject({ token: second.token });
  });
});

describe('a process', () => {
  it('that does not exist has no identity', async () => {
    expect(await processIdentity(2 ** 22 + 1)).toBeUndefined();
  });

  it('keeps its start time apart from what its name contains', () => {
    const fields = Array.from({ length: 50 }, (_, at) => String(at + 3));
    expect(startTicks(`42 (a) b (c) ${fields.join(' ')}`)).toBe('22');
  });
});
