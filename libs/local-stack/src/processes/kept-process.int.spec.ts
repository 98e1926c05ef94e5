import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '@throughline/testing';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { processIdentity } from './identity.js';
import { type KeeperSpec } from './keeper.js';
import { keep, type KeptProcess } from './kept-process.js';
import { endLeftovers } from './leftovers.js';

let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'throughline-keeper-'));
});
afterEach(() => rm(home, { recursive: true }));

/** A server of a kind: a shell that sleeps, and says which home it serves on its command line. */
function sleeper(script: string): Promise<KeptProcess> {
  const spec: KeeperSpec = {
    name: 'sleeper',
    command: 'sh',
    args: ['-c', script, `${home}${sep}`],
    cwd: home,
    logFile: join(home, 'sleeper.log'),
    pidFile: join(home, 'sleeper.pid'),
    stopSignal: 'SIGTERM',
    graceMs: 200,
  };
  return keep(spec);
}

const gone = (pid: number) => async () => (await processIdentity(pid)) === undefined;

describe('a kept process', () => {
  it('ends when asked to, and says how it ended when it was not', async () => {
    const asked = await sleeper('exec sleep 60');
    await asked.stop();
    expect(await processIdentity(asked.pid)).toBeUndefined();

    const failed = await sleeper('exit 7');
    expect(await failed.ended).toEqual({ code: 7, signal: null });
  });

  it('is killed when it does not listen', async () => {
    const deaf = await sleeper('trap "" TERM; while true; do sleep 0.05; done');
    await deaf.stop();
    expect(await processIdentity(deaf.pid)).toBeUndefined();
  });

  it('is refused with a reason when there is no such program', async () => {
    const spec = {
      name: 'nothing',
      command: '/nowhere/nothing',
      args: [],
      cwd: home,
      stopSignal: 'SIGTERM',
      graceMs: 100,
    } as const;
    await expect(keep({ ...spec, args: [] })).rejects.toMatchObject({
      code: 'PART_FAILED',
      message: expect.stringContaining('ENOENT'),
    });
  });

  it('does not outlive a keeper that was killed, even when nobody was left to see it', async () => {
    const kept = await sleeper('exec sleep 60 0');
    process.kill(kept.keeperPid, 'SIGKILL');
    await kept.ended;
    await until(gone(kept.pid), { what: 'the server of a killed keeper to end' });
  });

  it('that a killed stack has left behind is ended by the next start, and nobody else is', async () => {
    const bystander = await sleeper('exec sleep 60');
    // Its command line no longer names the home: exec has replaced it.
    const left = await sleeper('sleep 60; true');
    await endLeftovers(home, home);
    expect(await processIdentity(left.pid)).toBeUndefined();
    expect(await processIdentity(bystander.pid)).toBeDefined();
    expect((await readdir(home)).filter((name) => name.endsWith('.pid'))).toEqual([]);
    await bystander.stop();
  });
});
