import { describe, expect, it } from '@jest/globals';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isLocalStackError, type LocalStackError } from './errors.js';
import { installCommand, javaMajor, requireJava, requireMaven } from './requirements.js';

async function refusal(task: Promise<unknown>): Promise<LocalStackError> {
  const error = await task.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isLocalStackError(error)) throw new Error('It was not refused.', { cause: error });
  return error;
}

/** Runs the task with a `java` of our own on the path that prints the given version. */
async function withJava<T>(version: string, task: (env: NodeJS.ProcessEnv) => Promise<T>): Promise<T> {
  const bin = await mkdtemp(join(tmpdir(), 'throughline-java-'));
  try {
    await writeFile(join(bin, 'java'), `#!/bin/sh\necho '${version}' >&2\n`);
    await chmod(join(bin, 'java'), 0o755);
    return await task({ PATH: bin });
  } finally {
    await rm(bin, { recursive: true });
  }
}

describe('what the machine must have', () => {
  it.each([
    ['openjdk version "17.0.15" 2025-04-15', 17],
    ['java version "1.8.0_392"', 8],
    ['openjdk version "25" 2025-09-16', 25],
    ['Unable to locate a Java Runtime.', undefined],
  ])('reads %s', (output, major) => {
    expect(javaMajor(output)).toBe(major);
  });

  it.each([
    ['linux', 'apt-get install -y openjdk-17-jre-headless maven'],
    ['darwin', 'brew install openjdk@21 maven'],
  ] as const)(
    'without Java on %s: the command to install it and the ways around it',
    async (platform, command) => {
      const error = await refusal(requireJava({ PATH: '/nowhere' }, platform));
      expect(error.code).toBe('JAVA_MISSING');
      expect(error.message).toContain(command);
      expect(error.message).toContain('docker compose up');
      for (const name of ['KAFKA_BROKERS', 'REGISTRY_URL', 'DATABASE_URL']) {
        expect(error.message).toContain(`THROUGHLINE_${name}=`);
      }
    },
  );

  it('names the version of a Java that is too old', async () => {
    const error = await withJava('openjdk version "11.0.2"', (env) => refusal(requireJava(env, 'linux')));
    expect(error.code).toBe('JAVA_TOO_OLD');
    expect(error.message).toContain('java is Java 11');
    expect(error.message).toContain(installCommand('linux'));
  });

  it('takes a Java that is new enough', async () => {
    expect(await withJava('openjdk version "21.0.1"', (env) => requireJava(env))).toBe('java');
  });

  it('looks in JAVA_HOME first', async () => {
    const error = await refusal(requireJava({ ...process.env, JAVA_HOME: '/nowhere' }, 'linux'));
    expect(error.message).toContain('/nowhere/bin/java does not run');
  });

  it('without Maven: says what it is for', async () => {
    const error = await refusal(requireMaven({ PATH: '/nowhere' }, 'darwin'));
    expect(error.code).toBe('MAVEN_MISSING');
    expect(error.message).toContain('The first start fetches');
    expect(error.message).toContain(installCommand('darwin'));
  });
});
