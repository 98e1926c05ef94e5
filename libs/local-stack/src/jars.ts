import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { LocalStackError } from './errors.js';
import { type Household } from './processes/household.js';
import { type LockHolder } from './processes/lock.js';
import { inTurn } from './processes/turns.js';
import { requireMaven } from './requirements.js';
import { type StackProgress } from './stack.js';

/** Directories of the resolved jars. */
export type Jars = { kafka: string; registry: string };

const pomFile = fileURLToPath(new URL('../../../infra/local/pom.xml', import.meta.url));
const completeMark = 'complete';
const halfDone = '.resolving-';

/** One cache for all clones and homes of a user. */
export function cacheRoot(env: NodeJS.ProcessEnv = process.env): string {
  const base = env.THROUGHLINE_CACHE ?? env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  return join(base, 'throughline');
}

/** The cache directory of a `pom.xml`: another content, another directory. */
export function cacheDirectory(root: string, pom: string): string {
  return join(root, createHash('sha256').update(pom).digest('hex').slice(0, 16));
}

/** What a line of Maven's output says about a download. */
export function downloadedFile(line: string): string | undefined {
  const url = /Download(?:ing|ed) from [^:]+: (\S+)/.exec(line)?.[1];
  return url === undefined ? undefined : basename(url);
}

function isComplete(directory: string): Promise<boolean> {
  return access(join(directory, completeMark)).then(
    () => true,
    () => false,
  );
}

type Resolution = { household: Household; progress: (event: StackProgress) => void };

async function runMaven(output: string, { household, progress }: Resolution): Promise<void> {
  const maven = await requireMaven();
  const args = ['-B', '-f', pomFile, 'process-resources', `-Dstack.output=${output}`];
  const member = await household.start({
    name: 'maven',
    command: maven,
    args,
    cwd: output,
    stopSignal: 'SIGTERM',
    graceMs: 5_000,
  });
  const last: string[] = [];
  if (member.output) {
    for await (const line of createInterface({ input: member.output })) {
      last.push(line);
      if (last.length > 20) last.shift();
      const file = downloadedFile(line);
      if (file !== undefined) progress({ step: 'jars', detail: `fetching ${file}` });
    }
  }
  const { code } = await member.ended;
  if (code === 0) return;
  const logTail = last.filter((line) => line.includes('ERROR')).join('\n') || last.join('\n');
  throw new LocalStackError(
    'DOWNLOAD_FAILED',
    `Maven could not fetch Kafka and the schema registry (exit code ${code ?? 'none'}). The first start needs the network; later ones do not.\n${logTail}`,
    { logTail },
  );
}

/** Resolves aside and moves the whole in place at once: a half-done cache is never taken for a complete one. */
async function resolveInto(directory: string, resolution: Resolution): Promise<void> {
  const root = dirname(directory);
  // Under the lock, whatever is half done belongs to a start that was killed.
  for (const name of await readdir(root))
    if (name.startsWith(halfDone)) await rm(join(root, name), { recursive: true, force: true });
  const work = await mkdtemp(join(root, halfDone));
  try {
    await runMaven(work, resolution);
    await rm(join(work, '.maven'), { recursive: true, force: true });
    await writeFile(join(work, completeMark), '');
    await rm(directory, { recursive: true, force: true });
    await rename(work, directory);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** The jars of `infra/local/pom.xml`: from the cache, else fetched by Maven into it. Complete, it needs neither Maven nor a network. */
export async function ensureJars(resolution: Resolution, root = cacheRoot()): Promise<Jars> {
  const directory = cacheDirectory(root, await readFile(pomFile, 'utf8'));
  if (!(await isComplete(directory))) {
    await mkdir(root, { recursive: true });
    // Only one process fetches; the others wait for it, however long that takes, or take over when it dies.
    const turn = {
      file: join(root, 'resolve.lock'),
      signal: resolution.household.signal,
      onWait: ({ pid }: LockHolder) =>
        resolution.progress({ step: 'jars', detail: `waiting for process ${pid}, which fetches them` }),
    };
    await inTurn(turn, async () => {
      if (!(await isComplete(directory))) await resolveInto(directory, resolution);
    });
  }
  resolution.progress({ step: 'jars', detail: directory, done: true });
  return { kafka: join(directory, 'kafka'), registry: join(directory, 'registry') };
}
