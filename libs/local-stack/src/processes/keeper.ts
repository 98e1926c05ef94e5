/**
 * The keeper: a program of its own that runs one server and ends it when the process that asked for it is gone, however that
 * process went. It is told by the IPC channel closing, which the kernel does for a killed process too. Started by `keep()`.
 *
 * It imports nothing of this library, so that Node runs it from its source as well as from the build.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs';

export type KeeperSpec = {
  name: string;
  command: string;
  args: string[];
  cwd: string;
  /** Where the server's output goes; absent: to whoever started the keeper. */
  logFile?: string;
  /** Says which process runs, for the next start to find what a killed keeper has left behind. */
  pidFile?: string;
  stopSignal: NodeJS.Signals;
  /** How long after the stop signal the server is killed. */
  graceMs: number;
  /** Whom to run it as, when that is not the user who starts. */
  user?: { uid: number; gid: number };
};

export type KeeperMessage =
  | { kind: 'started'; pid: number }
  | { kind: 'refused'; message: string }
  | { kind: 'exited'; code: number | null; signal: NodeJS.Signals | null };

function tell(message: KeeperMessage, then: () => void = () => undefined): void {
  if (process.connected && process.send) process.send(message, then);
  else then();
}

function launch(spec: KeeperSpec): ChildProcess {
  const log = spec.logFile === undefined ? undefined : openSync(spec.logFile, 'a', 0o600);
  const output = log ?? 'inherit';
  const child = spawn(spec.command, spec.args, {
    cwd: spec.cwd,
    stdio: ['ignore', output, output],
    ...spec.user,
  });
  if (log !== undefined) closeSync(log);
  return child;
}

function stopper(child: ChildProcess, spec: KeeperSpec): () => void {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    child.kill(spec.stopSignal);
    setTimeout(() => child.kill('SIGKILL'), spec.graceMs);
  };
}

function keep(spec: KeeperSpec): void {
  const child = launch(spec);
  const forget = () => spec.pidFile !== undefined && rmSync(spec.pidFile, { force: true });
  const stop = stopper(child, spec);
  child.once('spawn', () => {
    const pid = child.pid ?? 0;
    if (spec.pidFile !== undefined)
      writeFileSync(spec.pidFile, JSON.stringify({ pid, stopSignal: spec.stopSignal }));
    tell({ kind: 'started', pid });
  });
  child.once('error', (error) => tell({ kind: 'refused', message: error.message }, () => process.exit(1)));
  child.once('exit', (code, signal) => {
    forget();
    tell({ kind: 'exited', code, signal }, () => process.exit(0));
  });
  process.once('disconnect', stop);
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop);
  if (!process.connected) stop();
}

keep(JSON.parse(process.argv[2] ?? '{}') as KeeperSpec);
