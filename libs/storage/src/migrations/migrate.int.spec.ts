import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type TestScope, useTestScope } from '@throughline/testing';
import pg from 'pg';
import { migrate } from './migrate.js';
import { readMigrationFiles } from './migration-files.js';

let scope: TestScope;
let databaseUrl: string;
let database: string;
let folder: string;

async function query(connectionString: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

const write = (name: string, sql: string) => writeFile(join(folder, name), sql);
const migrateFolder = () => migrate({ databaseUrl, folder: pathToFileURL(`${folder}/`) });

beforeAll(async () => {
  scope = await useTestScope();
});
afterAll(() => scope.cleanup());

beforeEach(async () => {
  const url = new URL(scope.databaseUrl);
  database = `${url.pathname.slice(1)}_${randomBytes(3).toString('hex')}`;
  await query(scope.databaseUrl, `create database ${database} template template0`);
  url.pathname = `/${database}`;
  databaseUrl = url.href;
  folder = await mkdtemp(join(tmpdir(), 'throughline-migrations-'));
});
afterEach(async () => {
  await query(scope.databaseUrl, `drop database ${database} with (force)`);
  await rm(folder, { recursive: true });
});

describe('migrate', () => {
  it('applies all files in order, tells of each, and the second time none', async () => {
    const files = (await readMigrationFiles()).map(({ file }) => file);
    const told: string[] = [];
    const { applied } = await migrate({ databaseUrl, onProgress: ({ file }) => told.push(file) });
    expect(applied).toEqual(files);
    expect(told).toEqual(files);
    expect(await migrate({ databaseUrl })).toEqual({ applied: [] });
  });

  it('applies each file once when several start at once', async () => {
    const results = await Promise.all([1, 2, 3, 4].map(() => migrate({ databaseUrl })));
    const files = (await readMigrationFiles()).map(({ file }) => file);
    expect(results.flatMap(({ applied }) => applied).sort()).toEqual(files);
  });

  it('waits for one that is at work and then finds its work done', async () => {
    await write('0001-a.sql', 'create table a ();');
    const other = new pg.Client({ connectionString: databaseUrl });
    await other.connect();
    await other.query('begin');
    await other.query('select pg_advisory_xact_lock($1)', [0x7468726c]);
    const waiting = migrateFolder();
    await other.query(
      `create table schema_migrations (file text primary key, checksum text not null, applied_at timestamptz default now())`,
    );
    const { checksum } = (await readMigrationFiles(pathToFileURL(`${folder}/`)))[0]!;
    await other.query('insert into schema_migrations values ($1, $2)', ['0001-a.sql', checksum]);
    await other.query('commit');
    await other.end();
    expect(await waiting).toEqual({ applied: [] });
  });

  it('leaves nothing of a file that fails, keeps what came before, and goes on when it is mended', async () => {
    await write('0001-a.sql', 'create table a ();');
    await write('0002-b.sql', 'create table b (); create table a ();');
    await expect(migrateFolder()).rejects.toMatchObject({
      code: 'migration-failed',
      message: expect.stringContaining('0002-b.sql') as unknown,
    });
    expect(
      await query(databaseUrl, `select to_regclass('a') is not null as a, to_regclass('b') is not null as b`),
    ).toEqual([{ a: true, b: false }]);
    await write('0002-b.sql', 'create table b ();');
    expect(await migrateFolder()).toEqual({ applied: ['0002-b.sql'] });
  });

  it('runs files of several statements with operators that look like placeholders', async () => {
    await write(
      '0001-a.sql',
      `create table a (data jsonb check (data ? 'x')); insert into a values ('{"x": 1}');`,
    );
    await migrateFolder();
    expect(await query(databaseUrl, `select data from a`)).toEqual([{ data: { x: 1 } }]);
  });

  it('refuses a database that is newer than the code', async () => {
    await write('0001-a.sql', 'create table a ();');
    await write('0002-b.sql', 'create table b ();');
    await migrateFolder();
    await rm(join(folder, '0002-b.sql'));
    await expect(migrateFolder()).rejects.toMatchObject({ code: 'database-newer' });
  });

  it('refuses a file that changed after it was applied', async () => {
    await write('0001-a.sql', 'create table a ();');
    await migrateFolder();
    await write('0001-a.sql', 'create table a (id int);');
    await expect(migrateFolder()).rejects.toMatchObject({ code: 'migration-changed' });
  });

  it.each([
    ['duplicate-migration', ['0001-a.sql', '0001-b.sql']],
    ['bad-migration-name', ['1-a.sql']],
  ])('refuses files that are not sound: %s', async (code, files) => {
    for (const file of files) await write(file, 'select 1;');
    await expect(migrateFolder()).rejects.toMatchObject({ code });
  });

  it('says that a server that is not there may come', async () => {
    await expect(migrate({ databaseUrl: 'postgresql://nobody@127.0.0.1:1/none' })).rejects.toMatchObject({
      code: 'unavailable',
      retriable: true,
    });
  });
});
