import { monitorEventLoopDelay } from 'node:perf_hooks';

/** The longest time, ms, that the event loop was held up since the last look. */
export class EventLoop {
  private readonly delay = monitorEventLoopDelay({ resolution: 20 });

  start(): void {
    this.delay.enable();
  }

  stop(): void {
    this.delay.disable();
  }

  longestDelay(): number {
    const longest = Math.round(this.delay.max / 1e6);
    this.delay.reset();
    return longest;
  }
}
