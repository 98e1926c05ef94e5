import { join } from 'node:path';
import { LocalStackError } from './errors.js';
import { type HomeLayout } from './home/layout.js';
import { type Household } from './processes/household.js';
import { type KeeperSpec } from './processes/keeper.js';
import { type KeptProcess } from './processes/kept-process.js';
import { logTail, rotateLog } from './processes/log-file.js';
import { type PartName, type StackProgress } from './stack.js';
import { askUntil } from './waiting.js';

/** What every part needs to start. */
export type Site = {
  layout: HomeLayout;
  household: Household;
  ephemeral: boolean;
  progress: (event: StackProgress) => void;
};

export type StartedPart = { name: PartName; pid: number; port: number };

type PartStart = {
  name: PartName;
  port: number;
  command: string;
  args: string[];
  cwd: string;
  env?: NodeJS.ProcessEnv;
  user?: { uid: number; gid: number };
  stopSignal?: NodeJS.Signals;
  isReady: () => Promise<boolean>;
};

/** A boot on a busy machine, or one that first repairs what a kill has left, may take its time. */
const readyWithinMs = 180_000;
const stopWithinMs = 20_000;

function keeperSpec(site: Site, start: PartStart): KeeperSpec & { logFile: string } {
  return {
    name: start.name,
    command: start.command,
    args: start.args,
    cwd: start.cwd,
    logFile: join(site.layout.logs, `${start.name}.log`),
    pidFile: join(site.layout.pids, `${start.name}.pid`),
    stopSignal: start.stopSignal ?? (site.ephemeral ? 'SIGKILL' : 'SIGTERM'),
    graceMs: stopWithinMs,
    ...(start.user ? { user: start.user } : {}),
  };
}

async function failure(
  name: PartName,
  logFile: string,
  what: string,
  code: 'PART_FAILED' | 'PART_NOT_READY',
  cause?: unknown,
): Promise<LocalStackError> {
  const tail = await logTail(logFile);
  const log = tail === '' ? '' : `\nThe end of its log, ${logFile}:\n${tail}`;
  return new LocalStackError(code, `${name} ${what}${log}`, { cause, logTail: tail });
}

async function awaitReady(site: Site, start: PartStart, member: KeptProcess, logFile: string): Promise<void> {
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, site.household.signal]);
  const ended = member.ended.then((ending) => ({ ending }));
  const ready = askUntil(start.isReady, { timeoutMs: readyWithinMs, signal }).then((error) => ({ error }));
  // The loser of the race is told to go home, and says so by rejecting.
  ready.catch(() => undefined);
  const first = await Promise.race([ended, ready]);
  over.abort();
  if ('ending' in first) {
    const { code, signal: by } = first.ending;
    throw await failure(
      start.name,
      logFile,
      `ended while it was starting (exit code ${code ?? 'none'}, signal ${by ?? 'none'}).`,
      'PART_FAILED',
    );
  }
  if (first.error) {
    await member.stop();
    throw await failure(
      start.name,
      logFile,
      `was not ready after ${readyWithinMs / 1000} s: ${first.error.message}`,
      'PART_NOT_READY',
      first.error,
    );
  }
}

/** Starts one server and awaits that it serves. Throws `PART_FAILED` or `PART_NOT_READY` with the end of its log. */
export async function startPart(site: Site, start: PartStart): Promise<StartedPart> {
  const spec = keeperSpec(site, start);
  await rotateLog(spec.logFile);
  site.progress({ step: start.name, detail: `starting on port ${start.port}` });
  const member = await site.household.start(spec, { ...process.env, ...start.env });
  await awaitReady(site, start, member, spec.logFile);
  site.household.watch(member);
  site.progress({ step: start.name, detail: `ready on port ${start.port}`, done: true });
  return { name: start.name, pid: member.pid, port: start.port };
}

const portTaken =
  /address already in use|address in use|BindException|already bound|Port \d+ seems to be in use/i;

/** Starts a part anew, on other ports, when somebody has taken its port between the choice and the start. */
export async function onFreePort<T>(start: () => Promise<T>, tries = 3): Promise<T> {
  for (let left = tries; ; left -= 1) {
    try {
      return await start();
    } catch (error) {
      const taken =
        error instanceof LocalStackError && error.code === 'PART_FAILED' && portTaken.test(error.logTail);
      if (!taken || left <= 1) throw error;
    }
  }
}
