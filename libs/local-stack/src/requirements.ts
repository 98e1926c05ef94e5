import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LocalStackError } from './errors.js';
import { versions } from './versions.js';

const run = promisify(execFile);

const alternatives = [
  'Or, without Java on this machine:',
  '  docker compose up                       the same servers and every service in containers',
  '  THROUGHLINE_KAFKA_BROKERS=host:9092 THROUGHLINE_REGISTRY_URL=http://host:8081/apis/ccompat/v7 THROUGHLINE_DATABASE_URL=postgresql://…',
  '                                          servers of your own',
].join('\n');

/** How to install Java and Maven on a platform of Node's `process.platform`. */
export function installCommand(platform: NodeJS.Platform): string {
  switch (platform) {
    case 'darwin':
      return 'brew install openjdk@21 maven';
    case 'linux':
      return 'sudo apt-get update && sudo apt-get install -y openjdk-17-jre-headless maven   # Debian, Ubuntu; elsewhere: a Java 17 or newer and Maven';
    default:
      return `install Java ${versions.minimumJava} or newer and Maven`;
  }
}

function missing(
  code: 'JAVA_MISSING' | 'JAVA_TOO_OLD' | 'MAVEN_MISSING',
  problem: string,
  platform: NodeJS.Platform,
  cause?: unknown,
): LocalStackError {
  return new LocalStackError(
    code,
    `${problem}\nInstall it:\n  ${installCommand(platform)}\n${alternatives}`,
    { cause },
  );
}

/**
 * The major version in what `java -version` prints: 17 of `openjdk version "17.0.15"`, 8 of `java version "1.8.0_392"`.
 * Undefined when there is none, as from the stub that macOS has for java.
 */
export function javaMajor(output: string): number | undefined {
  const match = /version "(?:1\.)?(\d+)/.exec(output);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

/** `$JAVA_HOME/bin/java`, else the one on the path. */
export function javaCommand(env: NodeJS.ProcessEnv = process.env): string {
  return env.JAVA_HOME ? join(env.JAVA_HOME, 'bin', 'java') : 'java';
}

/** The Java to run the servers with. Throws `JAVA_MISSING` or `JAVA_TOO_OLD`. */
export async function requireJava(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): Promise<string> {
  const command = javaCommand(env);
  let output: string;
  try {
    output = (await run(command, ['-version'], { env })).stderr;
  } catch (error) {
    throw missing(
      'JAVA_MISSING',
      `Kafka and the schema registry need Java ${versions.minimumJava} or newer; ${command} does not run.`,
      platform,
      error,
    );
  }
  const major = javaMajor(output);
  if (major === undefined)
    throw missing('JAVA_MISSING', `${command} does not say which Java it is.`, platform);
  if (major < versions.minimumJava) {
    throw missing(
      'JAVA_TOO_OLD',
      `Kafka and the schema registry need Java ${versions.minimumJava} or newer; ${command} is Java ${major}.`,
      platform,
    );
  }
  return command;
}

/** Maven, needed only until the jars are in the cache. Throws `MAVEN_MISSING`. */
export async function requireMaven(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): Promise<string> {
  try {
    await run('mvn', ['--version'], { env });
    return 'mvn';
  } catch (error) {
    throw missing(
      'MAVEN_MISSING',
      'The first start fetches Kafka and the schema registry with Maven (mvn), which does not run here.',
      platform,
      error,
    );
  }
}
