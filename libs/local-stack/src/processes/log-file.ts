import { readFile, rename } from 'node:fs/promises';

/** A server writes a new log at each start; the one before stays beside it as `….1`. */
export async function rotateLog(file: string): Promise<void> {
  await rename(file, `${file}.1`).catch(() => undefined);
}

/** The last lines of a log, for error messages. Empty when there is none. */
export async function logTail(file: string, lines = 30): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-lines).join('\n');
}
