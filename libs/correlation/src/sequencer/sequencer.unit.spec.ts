import { type Signal } from '@throughline/contracts';
import { describe, expect, it } from '@jest/globals';
import { Sequencer, type Sequenced } from './sequencer.js';

const settings = { holdBack: 10_000, maxHeld: 100 };
const at = (occurredAt: number, id = String(occurredAt), receivedAt = occurredAt): Signal =>
  ({ id, occurredAt, receivedAt }) as unknown as Signal;

function recorder(timers: number[] = []) {
  const seen: string[] = [];
  return {
    seen,
    take: (item: Sequenced) => {
      if (item.type === 'time') {
        timers.shift();
        seen.push(`time ${item.now}`);
      } else {
        seen.push(item.latenessMs > 0 ? `late ${item.signal.id} by ${item.latenessMs}` : item.signal.id);
      }
    },
    nextTimer: () => timers[0] ?? null,
  };
}

describe('Sequencer', () => {
  it('holds back, then releases by event time and id', () => {
    const sequencer = new Sequencer();
    const sink = recorder();
    for (const signal of [at(5_000, 'b'), at(5_000, 'a'), at(1_000), at(15_000)])
      sequencer.signal(signal, settings, sink);
    expect(sink.seen).toEqual(['1000']);
    sequencer.signal(at(15_001), settings, sink);
    expect(sink.seen).toEqual(['1000', 'a', 'b']);
  });

  it('hands on at once what is behind the watermark, and says by how much', () => {
    const sequencer = new Sequencer();
    const sink = recorder();
    sequencer.signal(at(30_000), settings, sink);
    sequencer.signal(at(20_000), settings, sink);
    sequencer.signal(at(17_500), settings, sink);
    expect(sink.seen).toEqual(['late 17500 by 2500']);
  });

  it('fires timers at their own time, between the signals', () => {
    const sequencer = new Sequencer();
    const sink = recorder([2_000, 9_000, 60_000]);
    for (const time of [1_000, 3_000, 25_000]) sequencer.signal(at(time), settings, sink);
    expect(sink.seen).toEqual(['1000', 'time 2000', '3000', 'time 9000']);
  });

  it('moves event time with the wall clock since the last signal was received', () => {
    const sequencer = new Sequencer();
    const sink = recorder();
    sequencer.signal(at(1_000, 'old', 500_000), settings, sink);
    sequencer.tick(509_000, settings, sink);
    expect(sink.seen).toEqual([]);
    expect(sequencer.dueAt(settings, null)).toBe(510_001);
    sequencer.tick(510_001, settings, sink);
    expect(sink.seen).toEqual(['old']);
    expect(sequencer.dueAt(settings, null)).toBeNull();
    expect(sequencer.dueAt(settings, 61_000)).toBe(570_000);
  });

  it('lets go of the oldest when too many wait', () => {
    const sequencer = new Sequencer();
    const sink = recorder();
    for (const time of [3, 1, 2]) sequencer.signal(at(time), { holdBack: 10_000, maxHeld: 2 }, sink);
    expect(sink.seen).toEqual(['1']);
  });

  it('releases everything at the end', () => {
    const sequencer = new Sequencer();
    const sink = recorder([700_000]);
    for (const time of [3_000, 1_000]) sequencer.signal(at(time), settings, sink);
    sequencer.close(Infinity, sink);
    expect(sink.seen).toEqual(['1000', '3000', 'time 700000']);
  });
});
