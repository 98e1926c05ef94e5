import { type SingleBar, SingleBar as Bar, Presets } from 'cli-progress';
import { tell } from './output.js';

/** Progress of long work, on standard error: a bar for a person, a line at the end for a log. */
export class Progress {
  readonly #bar: SingleBar | undefined;
  #done = 0;

  constructor(
    private readonly what: string,
    private readonly total: number,
  ) {
    if (!process.stderr.isTTY) return;
    this.#bar = new Bar(
      {
        format: `${what} {bar} {percentage}% {value}/{total} {eta_formatted}`,
        stream: process.stderr,
        hideCursor: true,
      },
      Presets.shades_classic,
    );
    this.#bar.start(total, 0);
  }

  advance(by: number): void {
    this.#done += by;
    this.#bar?.update(this.#done);
  }

  stop(): void {
    this.#bar?.stop();
    if (this.#bar === undefined) tell(`${this.what}: ${this.#done} of ${this.total}`);
  }
}
