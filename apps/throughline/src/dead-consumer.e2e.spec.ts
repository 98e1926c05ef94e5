import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestScope, until, useTestScope } from '@throughline/testing';
import { Database } from './testing/database.spec-support.js';
import { example } from './testing/example.spec-support.js';
import {
  commandLine,
  type Processes,
  type Settings,
  settingsOf,
  untilReady,
  useProcesses,
} from './testing/processes.spec-support.js';

let scope: TestScope;
let database: Database;
let settings: Settings;
let processes: Processes;

beforeAll(async () => {
  scope = await useTestScope();
  database = new Database(scope.databaseUrl);
  processes = useProcesses();
  settings = settingsOf(scope);
});

afterAll(async () => {
  await processes.cleanup();
  await database.close();
  await scope.cleanup();
});

/** What `/health/ready` answers; null when nothing does. */
const readiness = (url: string): Promise<number | null> =>
  fetch(`${url}/health/ready`).then(
    ({ status }) => status,
    () => null,
  );

describe('a consumer that cannot go on', () => {
  it('is never dead and silent: the process is not ready, and ends with a code that is not 0', async () => {
    const service = processes.launch(commandLine, ['start'], settings);
    const url = await untilReady(service, 'everything');
    await database.rows('alter table signals rename to signals_gone');
    const publishing = processes.throughline(
      ['publish', '--signals', example.signals, '--no-in-step'],
      settings,
    );
    const answers: (number | null)[] = [];
    await until(
      async () => {
        answers.push(await readiness(url));
        return !service.lives();
      },
      { what: 'the process to end', timeoutMs: 30_000, everyMs: 5 },
    );
    expect(await service.ended).toMatchObject({ code: 1, signal: null });
    expect(service.output.err).toContain('signals');
    expect(service.output.out).toContain('fatal error: closing');
    expect((await publishing).code).toBe(0);
    // Once it is no longer ready, it is never ready again.
    const firstRefusal = answers.findIndex((status) => status !== 200);
    expect(answers.slice(firstRefusal)).not.toContain(200);
    expect(answers).toContain(503);

    const status = await processes.throughline(['status', '--json'], settings);
    expect(status.code).toBe(1);
  });
});
