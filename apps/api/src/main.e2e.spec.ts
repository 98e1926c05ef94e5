import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { until, useTestScope } from '@throughline/testing';

const main = join(import.meta.dirname, '../dist/main.js');

let running: ChildProcess | undefined;

afterEach(() => {
  running?.kill('SIGKILL');
  running = undefined;
});

const start = (settings: Readonly<Record<string, string>>) => {
  const home = mkdtempSync(join(tmpdir(), 'throughline-api-'));
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [main], {
    env: { PATH, THROUGHLINE_HOME: home, THROUGHLINE_API_PORT: '0', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running = child;
  const output = { out: '', err: '' };
  child.stdout.on('data', (data: Buffer) => (output.out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (output.err += data.toString()));
  return { child, home, output, ended: once(child, 'exit') };
};

describe('the API as a process of its own', () => {
  it('serves behind the key that it keeps, and drains on SIGTERM', async () => {
    const scope = await useTestScope();
    const { child, home, output, ended } = start({
      THROUGHLINE_KAFKA_BROKERS: scope.brokers,
      THROUGHLINE_REGISTRY_URL: scope.registryUrl,
      THROUGHLINE_DATABASE_URL: scope.databaseUrl,
    });
    const url = await until(() => /"url":"([^"]+)"/.exec(output.out)?.[1], { what: 'the API to start' });
    await until(async () => (await fetch(`${url}/health/ready`)).status === 200, {
      what: 'the API to be ready',
    });
    expect((await fetch(`${url}/v1/incidents`)).status).toBe(401);
    const key = readFileSync(join(home, 'api-key'), 'utf8').trim();
    const answer = await fetch(`${url}/v1/incidents`, { headers: { authorization: `Bearer ${key}` } });
    expect(await answer.json()).toEqual({ items: [], next: null });
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(output.out).not.toContain(key);
    await scope.cleanup();
  });

  it('refuses wrong settings, all at once, with code 1', async () => {
    const { output, ended } = start({ THROUGHLINE_API_PORT: 'x', THROUGHLINE_LOG_LEVEL: 'loud' });
    expect(await ended).toEqual([1, null]);
    expect(output.err).toMatch(/THROUGHLINE_API_PORT[^]*THROUGHLINE_LOG_LEVEL/);
  });

  it('names the servers that are not configured, with code 1', async () => {
    const { output, ended } = start({});
    expect(await ended).toEqual([1, null]);
    expect(output.err).toMatch(/THROUGHLINE_KAFKA_BROKERS[^]*THROUGHLINE_DATABASE_URL/);
  });
});
