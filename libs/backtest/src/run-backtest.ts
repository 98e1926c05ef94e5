import { type Catalog, emptyCatalog } from '@throughline/catalog';
import { defaultPolicy, type Policy } from '@throughline/policy';
import { signalFromLine } from '@throughline/signals';
import { inArrivalOrder } from './arrival-order.js';
import { Backtest } from './backtest.js';
import { type BacktestResult } from './result.js';

export interface RunBacktestInput {
  /** The objects of a signals file, one a line. What is none is counted as rejected. */
  readonly lines: Iterable<unknown>;
  readonly catalog?: Catalog | undefined;
  readonly policy?: Policy | undefined;
  /** Told now and then how many lines were taken. */
  readonly onProgress?: ((lines: number) => void) | undefined;
}

const linesAProgress = 1_000;

/**
 * The very normalisation of intake and fold of the correlator over the lines of a signals file, in event time, to the end: its incidents
 * have the ids and members that the same lines get through Kafka.
 */
export function runBacktest({
  lines,
  catalog = emptyCatalog,
  policy = defaultPolicy,
  onProgress,
}: RunBacktestInput): BacktestResult {
  const backtest = new Backtest({ catalog, policy });
  const knownService = (name: string) => catalog.service(name) !== undefined;
  let taken = 0;
  for (const line of inArrivalOrder(lines)) {
    const origin = { topic: 'file', partition: 0, offset: taken };
    const result = signalFromLine(line, { origin, policy, knownService });
    if (result.ok) backtest.add(result.signal);
    else backtest.reject();
    taken += 1;
    if (taken % linesAProgress === 0) onProgress?.(taken);
  }
  onProgress?.(taken);
  return backtest.finish();
}
