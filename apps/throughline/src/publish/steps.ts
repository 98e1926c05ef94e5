import { type SignalLine } from './signal-line.js';

/**
 * Cuts a file into steps that may be sent at once. Records of one topic keep their order in Kafka; those of several topics do not, so a step
 * with several topics spans at most `span` ms of event time: less than the hold-back, which puts what remains of the disorder right.
 */
export function* steps(
  lines: readonly SignalLine[],
  span: number,
  maxRecords: number,
): Generator<readonly SignalLine[]> {
  let step: SignalLine[] = [];
  let from = Number.POSITIVE_INFINITY;
  let until = Number.NEGATIVE_INFINITY;
  for (const line of lines) {
    const at = line.occurredAt ?? (Number.isFinite(until) ? until : 0);
    const wide = Math.max(until, at) - Math.min(from, at) > span;
    const mixed = step.some(({ output }) => output !== line.output);
    if (step.length > 0 && (step.length >= maxRecords || (wide && mixed))) {
      yield step;
      step = [];
      from = Number.POSITIVE_INFINITY;
      until = Number.NEGATIVE_INFINITY;
    }
    step.push(line);
    from = Math.min(from, at);
    until = Math.max(until, at);
  }
  if (step.length > 0) yield step;
}
