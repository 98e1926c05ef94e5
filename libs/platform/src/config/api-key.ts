import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from '../thrown.js';

export interface ResolvedApiKey {
  readonly key: string;
  /** Where it is kept. */
  readonly file: string;
  /** True when this call made it. */
  readonly generated: boolean;
}

/**
 * The key of a laptop's API: made at the first call (256 random bits), kept in `<home>/api-key` with mode 600, the same ever after.
 * Two processes that start at once agree: the file is created exclusively, and who comes second reads it.
 */
export const resolveApiKey = (home: string): ResolvedApiKey => {
  const file = join(home, 'api-key');
  mkdirSync(home, { recursive: true });
  const fresh = `tl_${randomBytes(32).toString('base64url')}`;
  try {
    writeFileSync(file, `${fresh}\n`, { mode: 0o600, flag: 'wx' });
    return { key: fresh, file, generated: true };
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  const kept = readFileSync(file, 'utf8').trim();
  chmodSync(file, 0o600);
  if (kept !== '') return { key: kept, file, generated: false };
  writeFileSync(file, `${fresh}\n`, { mode: 0o600 });
  return { key: fresh, file, generated: true };
};
