import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { type Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { LocalStackError } from '../errors.js';
import { type KeeperMessage, type KeeperSpec } from './keeper.js';

/** How a server ended. Both are null when its keeper was killed and could not say. */
export type Ending = { code: number | null; signal: NodeJS.Signals | null };

export type KeptProcess = {
  readonly name: string;
  /** The server's own process id, not its keeper's. */
  readonly pid: number;
  readonly keeperPid: number;
  /** Resolves when the server has ended, asked for or not; never rejects. */
  readonly ended: Promise<Ending>;
  /** The server's output, where it has no log file. */
  readonly output: Readable | null;
  /** Asks it to stop, and kills it after its grace; resolves when it is gone. */
  stop(): Promise<void>;
};

/** Beside this file, as source or built: Node runs either. */
function keeperProgram(): string {
  return fileURLToPath(new URL(`./keeper${extname(new URL(import.meta.url).pathname)}`, import.meta.url));
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone, which is what was wanted.
  }
}

function endingOf(keeper: ChildProcess, child: { pid?: number; ending?: Ending }): Promise<Ending> {
  return new Promise((resolve) => {
    keeper.once('exit', (_code, signal) => {
      // A keeper that was killed has nobody left to end its server.
      if (signal !== null && child.ending === undefined && child.pid !== undefined) killQuietly(child.pid);
      resolve(child.ending ?? { code: null, signal: null });
    });
  });
}

/**
 * Starts a server under a keeper. The keeper has a session of its own, so that Ctrl-C reaches only us and we stop the parts in order.
 * Rejects with `PART_FAILED` when the program cannot be run at all.
 */
export async function keep(spec: KeeperSpec, env: NodeJS.ProcessEnv = process.env): Promise<KeptProcess> {
  const output = spec.logFile === undefined ? 'pipe' : 'ignore';
  const keeper = spawn(process.execPath, [keeperProgram(), JSON.stringify(spec)], {
    detached: true,
    stdio: ['ignore', output, 'ignore', 'ipc'],
    env: { ...env, NODE_OPTIONS: '' },
  });
  const child: { pid?: number; ending?: Ending } = {};
  const ended = endingOf(keeper, child);
  keeper.on('message', (message: KeeperMessage) => {
    if (message.kind === 'exited') child.ending = { code: message.code, signal: message.signal };
  });
  const first = await Promise.race([firstMessage(keeper), ended.then(() => undefined)]);
  if (first?.kind !== 'started') {
    throw new LocalStackError(
      'PART_FAILED',
      `${spec.name} could not be started: ${first?.kind === 'refused' ? first.message : 'its keeper ended'}`,
    );
  }
  child.pid = first.pid;
  return {
    name: spec.name,
    pid: first.pid,
    keeperPid: keeper.pid ?? 0,
    ended,
    output: keeper.stdout,
    stop: async () => {
      if (keeper.connected) keeper.disconnect();
      await ended;
    },
  };
}

async function firstMessage(keeper: ChildProcess): Promise<KeeperMessage> {
  const [message] = (await once(keeper, 'message')) as [KeeperMessage];
  return message;
}
