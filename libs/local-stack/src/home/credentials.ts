import { randomBytes } from 'node:crypto';
import { type HomeLayout } from './layout.js';
import { readJson, writePrivateJson } from './private-file.js';

/** Passwords of the roles in this home's PostgreSQL: the superuser, ours and the registry's. */
export type Credentials = { postgres: string; throughline: string; registry: string };

const generate = () => randomBytes(24).toString('base64url');

/** Reads the home's passwords, or makes them on the first start. */
export async function ensureCredentials(layout: HomeLayout): Promise<Credentials> {
  const kept = await readJson<Credentials>(layout.credentials);
  if (kept !== undefined) return kept;
  const made = { postgres: generate(), throughline: generate(), registry: generate() };
  await writePrivateJson(layout.credentials, made);
  return made;
}
