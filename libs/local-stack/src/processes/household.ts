import { LocalStackError } from '../errors.js';
import { type KeeperSpec } from './keeper.js';
import { type Ending, keep, type KeptProcess } from './kept-process.js';

export type UnexpectedExit = Ending & { name: string; pid: number };

/**
 * All processes of one stack. Invariant: after `stop()` has begun nothing new is started, so that a part whose
 * start was under way when another failed leaves no process behind.
 */
export class Household {
  private readonly members: KeptProcess[] = [];
  private readonly listeners = new Set<(exit: UnexpectedExit) => void>();
  private readonly closing = new AbortController();

  /** Aborted when the stack stops: whatever still waits for a part need not go on. */
  get signal(): AbortSignal {
    return this.closing.signal;
  }

  async start(spec: KeeperSpec, env?: NodeJS.ProcessEnv): Promise<KeptProcess> {
    this.refuseWhenClosing();
    const member = await keep(spec, env);
    if (this.closing.signal.aborted) {
      await member.stop();
      this.refuseWhenClosing();
    }
    this.members.push(member);
    void member.ended.then(() => {
      const at = this.members.indexOf(member);
      if (at >= 0) this.members.splice(at, 1);
    });
    return member;
  }

  /** From now on the end of this process, unless asked for, is news. */
  watch(member: KeptProcess): void {
    void member.ended.then((ending) => {
      if (this.closing.signal.aborted) return;
      for (const listener of this.listeners) listener({ ...ending, name: member.name, pid: member.pid });
    });
  }

  onUnexpectedExit(listener: (exit: UnexpectedExit) => void): void {
    this.listeners.add(listener);
  }

  /** Stops everybody: first those named not to be last, all at once, then the last, on which they depend. */
  async stop(last: string): Promise<void> {
    this.closing.abort();
    await Promise.all(this.members.filter((member) => member.name !== last).map((member) => member.stop()));
    await Promise.all([...this.members].map((member) => member.stop()));
  }

  private refuseWhenClosing(): void {
    if (this.closing.signal.aborted)
      throw new LocalStackError('STOPPED', 'The local stack is being stopped.');
  }
}
