/** How long intake may stand still before time passes anyway, ms: waiting for ever would hold every other signal back. */
export const stallLimit = 60_000;

/**
 * Turns what intake has forwarded into tick times that never go back, and lets time pass after a stall.
 * One for each process; only the ticker mutates it.
 */
export class TickClock {
  #at = Number.NEGATIVE_INFINITY;
  #movedAt: number;

  constructor(startedAt: number) {
    this.#movedAt = startedAt;
  }

  /** Nothing waits for time: from now on a stall is measured anew. */
  rest(now: number): void {
    this.#movedAt = now;
  }

  /** The time that a tick may carry now; undefined while it would say nothing new. */
  advance(now: number, forwarded: number): number | undefined {
    const at = now - this.#movedAt >= stallLimit ? now : forwarded;
    if (at <= this.#at) return undefined;
    this.#at = at;
    this.#movedAt = now;
    return at;
  }
}
