/** Sends under way, at most so many: the next records are prepared while the last ones travel. One batch's; not shared. */
export class SendsInFlight {
  private readonly waiting: Promise<unknown>[] = [];

  constructor(private readonly limit: number) {}

  /** Takes a send on; waits for the oldest one when there are too many. Throws what that one failed with. */
  async add(send: Promise<void>): Promise<void> {
    // Whoever awaits it gets the error; until then nobody listens, and that is no unhandled rejection.
    send.catch(() => undefined);
    this.waiting.push(send);
    if (this.waiting.length > this.limit) await this.waiting.shift();
  }

  /** Waits for all. Throws the first failure, when none is under way any more. */
  async settled(): Promise<void> {
    const results = await Promise.allSettled(this.waiting.splice(0));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  }
}
