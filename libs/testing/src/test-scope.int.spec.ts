import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { useTestScope } from './test-scope.js';

async function query(connectionString: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

describe('a test scope', () => {
  it('has a database and prefixes that no other scope sees, and gives the database back', async () => {
    const [one, other] = await Promise.all([useTestScope(), useTestScope()]);
    await query(one.databaseUrl, 'CREATE TABLE mine (id int)');

    expect(await query(other.databaseUrl, "SELECT to_regclass('mine') AS found")).toEqual([{ found: null }]);
    expect(one.topicPrefix).not.toBe(other.topicPrefix);
    expect(one.groupPrefix).not.toBe(other.groupPrefix);

    await Promise.all([one.cleanup(), other.cleanup()]);
    await expect(query(one.databaseUrl, 'SELECT 1')).rejects.toMatchObject({ code: '3D000' });
  });

  it('is no superuser, so that row-level security binds it', async () => {
    const scope = await useTestScope();
    expect(
      await query(scope.databaseUrl, 'SELECT rolsuper FROM pg_roles WHERE rolname = current_user'),
    ).toEqual([{ rolsuper: false }]);
    await scope.cleanup();
  });
});
