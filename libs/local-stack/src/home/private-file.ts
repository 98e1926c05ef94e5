import { readFile, rename, writeFile } from 'node:fs/promises';

/** Replaces a JSON file that only its owner may read. A reader sees the old or the new content, never half. */
export async function writePrivateJson(file: string, content: unknown): Promise<void> {
  const aside = `${file}.new`;
  await writeFile(aside, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  await rename(aside, file);
}

/** The content, or undefined when there is no such file or no JSON in it. */
export async function readJson<T>(file: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T;
  } catch {
    return undefined;
  }
}
