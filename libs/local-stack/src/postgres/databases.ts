import pg from 'pg';
import { type Credentials } from '../home/credentials.js';
import { loopback } from '../ports.js';

/** Role and database have the same name. Ours may create databases: tests copy a template for each file. */
export const owned = [
  { name: 'throughline', may: 'CREATEDB' },
  { name: 'registry', may: 'NOCREATEDB' },
] as const;

export function databaseUrl(port: number, name: string, password: string): string {
  return `postgresql://${name}:${encodeURIComponent(password)}@${loopback}:${port}/${name}`;
}

function superuser(port: number, credentials: Credentials): pg.Client {
  const client = new pg.Client({
    host: loopback,
    port,
    user: 'postgres',
    database: 'postgres',
    password: credentials.postgres,
    connectionTimeoutMillis: 5_000,
  });
  // A server that is killed while we ask it ends the connection outside of any query: the query reports it.
  client.on('error', () => undefined);
  return client;
}

async function asSuperuser<T>(
  port: number,
  credentials: Credentials,
  task: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = superuser(port, credentials);
  await client.connect();
  try {
    return await task(client);
  } finally {
    await client.end();
  }
}

export function answersQueries(port: number, credentials: Credentials): Promise<boolean> {
  return asSuperuser(port, credentials, async (client) => (await client.query('SELECT 1')).rowCount === 1);
}

/**
 * Creates the roles and databases that are missing. Neither role is a superuser: row-level security binds them as it would anywhere else.
 */
export function ensureDatabases(port: number, credentials: Credentials): Promise<void> {
  return asSuperuser(port, credentials, async (client) => {
    for (const { name, may } of owned) {
      const role = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [name]);
      if (role.rowCount === 0) await client.query(`CREATE ROLE ${name}`);
      await client.query(
        `ALTER ROLE ${name} LOGIN ${may} PASSWORD ${client.escapeLiteral(credentials[name])}`,
      );
      const database = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
      if (database.rowCount === 0) await client.query(`CREATE DATABASE ${name} OWNER ${name}`);
    }
  });
}
