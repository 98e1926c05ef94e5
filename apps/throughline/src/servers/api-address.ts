import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const fileIn = (home: string): string => join(home, 'api.json');

/** Remembers where the API listens, so that commands find it when its port is not the default one. */
export function rememberApi(home: string, url: string): void {
  mkdirSync(home, { recursive: true });
  writeFileSync(fileIn(home), `${JSON.stringify({ url })}\n`);
}

export const forgetApi = (home: string): void => {
  rmSync(fileIn(home), { force: true });
};

/** Where the API listens: what a running `throughline start` remembered, else the configured port. */
export function apiUrl(home: string, port: number): string {
  try {
    const { url } = JSON.parse(readFileSync(fileIn(home), 'utf8')) as { readonly url?: unknown };
    if (typeof url === 'string') return url;
  } catch {
    // nothing remembered: the configured port it is
  }
  return `http://127.0.0.1:${port}`;
}
