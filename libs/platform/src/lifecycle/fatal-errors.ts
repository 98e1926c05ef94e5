import { isError } from '../thrown.js';

/**
 * Where a consumer, a relay or any other loop says that it cannot go on. The first error counts: the process logs it, drains and exits
 * with code 1, so that its supervisor starts it anew. Readiness and liveness are false from that moment.
 */
export class FatalErrors {
  private readonly waiting: ((error: Error) => void)[] = [];
  private first: Error | undefined;

  get error(): Error | undefined {
    return this.first;
  }

  /** Bound, so that it can be handed on as a plain callback. Never throws. */
  readonly reportFatal = (error: unknown): void => {
    if (this.first !== undefined) return;
    this.first = isError(error)
      ? error
      : new Error('A part failed with something that is no error', { cause: error });
    for (const tell of this.waiting) tell(this.first);
  };

  onFatal(tell: (error: Error) => void): void {
    if (this.first === undefined) this.waiting.push(tell);
    else tell(this.first);
  }
}
