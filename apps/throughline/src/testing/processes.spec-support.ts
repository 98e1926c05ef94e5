import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestScope, until } from '@throughline/testing';

/** Environment variables of a process: nothing but `PATH` comes from the test's own. */
export type Settings = Readonly<Record<string, string>>;

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  /** What it has written so far. */
  readonly output: { out: string; err: string };
  readonly ended: Promise<Ended>;
  /** Whether it lives. */
  readonly lives: () => boolean;
  readonly kill: (signal: NodeJS.Signals) => void;
}

export interface Processes {
  /** A directory that goes at the end. */
  readonly home: string;
  /** `node FILE …`; nobody waits for it. */
  readonly launch: (file: string, args: readonly string[], settings: Settings) => Running;
  /** `throughline …` to its end. */
  readonly throughline: (args: readonly string[], settings?: Settings) => Promise<Ended>;
  /** Ends by force what still lives, and removes the directory. */
  readonly cleanup: () => Promise<void>;
}

export const commandLine = join(import.meta.dirname, '../../bin/throughline.js');

/** The built `main` of a service. */
export const mainOf = (service: string): string =>
  join(import.meta.dirname, `../../../${service}/dist/main.js`);

/** Processes of one test file, each with a clean environment. */
export function useProcesses(): Processes {
  const home = mkdtempSync(join(tmpdir(), 'throughline-e2e-'));
  const all: Running[] = [];
  const launch = (file: string, args: readonly string[], settings: Settings): Running => {
    const { PATH = '' } = process.env;
    const child = spawn(process.execPath, [file, ...args], {
      env: { PATH, THROUGHLINE_HOME: home, ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const running = observed(child);
    all.push(running);
    return running;
  };
  return {
    home,
    launch,
    throughline: (args, settings = {}) => launch(commandLine, args, settings).ended,
    cleanup: async () => {
      for (const running of all) running.kill('SIGKILL');
      await Promise.all(all.map(({ ended }) => ended));
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function observed(child: ChildProcess): Running {
  const output = { out: '', err: '' };
  child.stdout?.on('data', (data: Buffer) => (output.out += data.toString()));
  child.stderr?.on('data', (data: Buffer) => (output.err += data.toString()));
  const ended = once(child, 'close').then(([code, signal]): Ended => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
    ...output,
  }));
  return {
    output,
    ended,
    lives: () => child.exitCode === null && child.signalCode === null,
    kill: (signal) => {
      child.kill(signal);
    },
  };
}

/** The servers of a scope, as settings of a process. Ports are free ones. */
export const settingsOf = (scope: TestScope): Settings => ({
  THROUGHLINE_KAFKA_BROKERS: scope.brokers,
  THROUGHLINE_REGISTRY_URL: scope.registryUrl,
  THROUGHLINE_DATABASE_URL: scope.databaseUrl,
  THROUGHLINE_TOPIC_PREFIX: scope.topicPrefix,
  THROUGHLINE_GROUP_PREFIX: scope.groupPrefix,
  THROUGHLINE_API_PORT: '0',
  THROUGHLINE_HTTP_PORT: '0',
  THROUGHLINE_PARTITIONS: '3',
});

/** Where a service listens, once every part of it is up. */
export async function untilReady(running: Running, what: string): Promise<string> {
  const url = await until(() => /"url":"(http[^"]+)"/.exec(running.output.out)?.[1] ?? refuseDead(running), {
    what: `${what} to listen`,
    timeoutMs: 30_000,
  });
  await until(async () => (await fetch(`${url}/health/ready`)).status === 200 || refuseDead(running), {
    what: `${what} to be ready`,
    timeoutMs: 60_000,
    everyMs: 50,
  });
  return url;
}

function refuseDead({ lives, output }: Running): false {
  if (!lives()) throw new Error(`It has ended: ${output.err || output.out}`);
  return false;
}
