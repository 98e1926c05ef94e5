import { describe, expect, it } from '@jest/globals';
import { type InputTopicKey } from '@throughline/contracts';
import fc from 'fast-check';
import { type SignalLine } from './signal-line.js';
import { steps } from './steps.js';

const line = (output: InputTopicKey, occurredAt: number): SignalLine => ({
  number: 1,
  output,
  fields: {},
  occurredAt,
});
const anyLine = fc
  .tuple(fc.constantFrom<InputTopicKey>('alerts', 'deploys', 'logs'), fc.nat(100))
  .map(([output, at]) => line(output, at));

describe('steps', () => {
  it('keeps every line in its order, and mixes topics only within the span', () => {
    fc.assert(
      fc.property(
        fc.array(anyLine, { maxLength: 50 }),
        fc.nat(30),
        fc.integer({ min: 1, max: 20 }),
        (lines, span, most) => {
          const cut = [...steps(lines, span, most)];
          expect(cut.flat()).toEqual(lines);
          for (const step of cut) {
            const times = step.map(({ occurredAt }) => occurredAt ?? 0);
            const mixed = new Set(step.map(({ output }) => output)).size > 1;
            expect(step.length).toBeLessThanOrEqual(most);
            expect(!mixed || Math.max(...times) - Math.min(...times) <= span).toBe(true);
          }
        },
      ),
    );
  });

  it('sends one topic in large steps however long it took', () => {
    const lines = Array.from({ length: 10 }, (_, i) => line('alerts', i * 60_000));
    expect([...steps(lines, 5_000, 100)]).toHaveLength(1);
  });
});
