import { pause } from './pause.js';

/** Wakes one who waits. A ring that meets nobody waiting is remembered, once; so none is missed and many count as one. */
export class Bell {
  private rung = new AbortController();

  ring(): void {
    this.rung.abort();
  }

  /** Until it rings, the time has passed or the signal is aborted. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    const release = () => this.ring();
    if (signal.aborted) release();
    signal.addEventListener('abort', release);
    await pause(ms, this.rung.signal);
    signal.removeEventListener('abort', release);
    this.rung = new AbortController();
  }
}
