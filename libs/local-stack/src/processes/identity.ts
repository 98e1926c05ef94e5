import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

async function orNothing(question: () => Promise<string>): Promise<string | undefined> {
  try {
    return (await question()) || undefined;
  } catch {
    return undefined;
  }
}

/** Field 22 of /proc/PID/stat, counted behind the command's name, which may itself hold spaces and brackets. */
export function startTicks(stat: string): string {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

/**
 * A zombie has ended and only its parent has not yet asked how. With threads left it has not: they still hold its files and ports.
 */
async function hasEnded(pid: number, stat: string): Promise<boolean> {
  const state = stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
  return state === 'Z' && (await readdir(`/proc/${pid}/task`)).length <= 1;
}

async function fromProc(pid: number): Promise<string> {
  const [boot, stat] = await Promise.all([
    readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
    readFile(`/proc/${pid}/stat`, 'utf8'),
  ]);
  return (await hasEnded(pid, stat)) ? '' : `${boot.trim()}/${startTicks(stat)}`;
}

/**
 * Names one life of a process id: the system gives a number to another process later, and after a restart to any.
 * Undefined when no such process runs.
 */
export async function processIdentity(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') return orNothing(() => fromProc(pid));
  return orNothing(async () =>
    (
      await run('ps', ['-o', 'lstart=', '-p', String(pid)], { env: { ...process.env, LC_ALL: 'C' } })
    ).stdout.trim(),
  );
}

/** The command line of a running process, for telling whether it is one of ours. Undefined when no such process runs. */
export async function commandLine(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux')
    return orNothing(async () =>
      (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ').trim(),
    );
  return orNothing(async () => (await run('ps', ['-ww', '-o', 'command=', '-p', String(pid)])).stdout.trim());
}
