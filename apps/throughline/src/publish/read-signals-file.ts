import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { CliError, exitCodes } from '../errors.js';
import { isRefused, readSignalLine, type RefusedLine, type SignalLine } from './signal-line.js';

export interface SignalsFile {
  readonly lines: readonly SignalLine[];
  readonly refused: readonly RefusedLine[];
}

/** Every line of a signals file, in its order; blank lines are passed over. */
export async function* numberedLines(file: string): AsyncGenerator<readonly [number: number, text: string]> {
  try {
    await access(file);
  } catch (cause) {
    throw new CliError(`${file} cannot be read: name a file with one JSON object a line.`, exitCodes.usage, {
      cause,
    });
  }
  let number = 0;
  for await (const text of createInterface({
    input: createReadStream(file, 'utf8'),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    number += 1;
    if (text.trim() !== '') yield [number, text];
  }
}

export async function readSignalsFile(file: string): Promise<SignalsFile> {
  const lines: SignalLine[] = [];
  const refused: RefusedLine[] = [];
  for await (const [number, text] of numberedLines(file)) {
    const line = readSignalLine(number, text);
    if (isRefused(line)) refused.push(line);
    else lines.push(line);
  }
  return { lines, refused };
}
