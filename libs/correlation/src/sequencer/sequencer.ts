import { type Signal } from '@throughline/contracts';
import { Heap } from '../heap.js';

/** What a sequencer hands on, in the order in which the engine is to see it. */
export type Sequenced =
  | { readonly type: 'signal'; readonly signal: Signal; readonly latenessMs: number }
  | { readonly type: 'time'; readonly now: number };

/** Takes what is released, at once, and says when (event time, ms) it next wants to be told of time; null: not at all. */
export interface SequencedSink {
  take(item: Sequenced): void;
  nextTimer(): number | null;
}

export interface SequencerSettings {
  /** How long a signal waits, ms of event time. */
  readonly holdBack: number;
  /** How many signals may wait; one more moves the watermark past the oldest. */
  readonly maxHeld: number;
}

/** JSON. */
export interface SavedSequencer {
  readonly eventNow: number | null;
  readonly maxEventTime: number | null;
  readonly watermark: number | null;
  readonly lastReceivedAt: number;
  readonly held: readonly Signal[];
}

const earlier = (a: Signal, b: Signal): boolean =>
  a.occurredAt < b.occurredAt || (a.occurredAt === b.occurredAt && a.id < b.id);

/**
 * Event time of one scope. Holds signals back until the watermark (event time − hold-back) has passed them and hands them on in
 * `(occurredAt, id)` order, timers in between at their own event time; what arrives behind the watermark is handed on at once, as late.
 * A signal at exactly the watermark is in time: it waits until the watermark is beyond it, so its peers come in id order too.
 * Only its owner mutates it; what comes out depends on the order of the calls alone, never on how they were batched.
 */
export class Sequencer {
  private held = new Heap<Signal>(earlier);
  private eventNow = -Infinity;
  private maxEventTime = -Infinity;
  private watermark = -Infinity;
  private lastReceivedAt = -Infinity;

  signal(signal: Signal, settings: SequencerSettings, sink: SequencedSink): void {
    this.lastReceivedAt = Math.max(this.lastReceivedAt, signal.receivedAt);
    this.maxEventTime = Math.max(this.maxEventTime, signal.occurredAt);
    if (signal.occurredAt < this.watermark) {
      sink.take({ type: 'signal', signal, latenessMs: this.watermark - signal.occurredAt });
    } else {
      this.held.push(signal);
    }
    this.advance(signal.occurredAt, settings, sink);
  }

  /** `at`: wall clock up to which intake has forwarded its input. Event time moves by the wall time since the last signal was received. */
  tick(at: number, settings: SequencerSettings, sink: SequencedSink): void {
    if (this.maxEventTime === -Infinity) return;
    this.advance(this.maxEventTime + Math.max(0, at - this.lastReceivedAt), settings, sink);
  }

  /** The end of a finite log: everything held is released and `quiet` ms of event time pass. */
  close(quiet: number, sink: SequencedSink): void {
    if (this.maxEventTime === -Infinity) return;
    this.eventNow = Math.max(this.eventNow, this.maxEventTime + quiet);
    this.release(this.eventNow, sink);
  }

  /** The clock (that of `receivedAt` and ticks) from which a tick would release something or fire a timer; null: nothing waits. */
  dueAt(settings: SequencerSettings, timer: number | null): number | null {
    const first = this.held.peek();
    const waiting = Math.min(first === undefined ? Infinity : first.occurredAt + 1, timer ?? Infinity);
    if (waiting === Infinity) return null;
    return this.lastReceivedAt + Math.max(0, waiting + settings.holdBack - this.maxEventTime);
  }

  save(): SavedSequencer {
    const finite = (value: number) => (Number.isFinite(value) ? value : null);
    return {
      eventNow: finite(this.eventNow),
      maxEventTime: finite(this.maxEventTime),
      watermark: finite(this.watermark),
      lastReceivedAt: Number.isFinite(this.lastReceivedAt) ? this.lastReceivedAt : 0,
      held: [...this.held.toArray()].sort((a, b) => (earlier(a, b) ? -1 : 1)),
    };
  }

  static load(saved: SavedSequencer): Sequencer {
    const sequencer = new Sequencer();
    sequencer.eventNow = saved.eventNow ?? -Infinity;
    sequencer.maxEventTime = saved.maxEventTime ?? -Infinity;
    sequencer.watermark = saved.watermark ?? -Infinity;
    sequencer.lastReceivedAt = saved.lastReceivedAt;
    for (const signal of saved.held) sequencer.held.push(signal);
    return sequencer;
  }

  private advance(eventTime: number, settings: SequencerSettings, sink: SequencedSink): void {
    this.eventNow = Math.max(this.eventNow, eventTime);
    let watermark = Math.max(this.watermark, this.eventNow - settings.holdBack);
    if (this.held.size > settings.maxHeld) {
      watermark = Math.max(watermark, this.held.peek()!.occurredAt + 1);
    }
    if (watermark > this.watermark) this.release(watermark, sink);
  }

  private release(watermark: number, sink: SequencedSink): void {
    this.watermark = watermark;
    for (;;) {
      const signal = this.held.peek();
      const due = signal !== undefined && signal.occurredAt < watermark ? signal.occurredAt : Infinity;
      const timer = sink.nextTimer() ?? Infinity;
      if (timer < Infinity && timer <= Math.min(watermark, due)) {
        sink.take({ type: 'time', now: timer });
      } else if (due < Infinity) {
        sink.take({ type: 'signal', signal: this.held.pop()!, latenessMs: 0 });
      } else {
        return;
      }
    }
  }
}
