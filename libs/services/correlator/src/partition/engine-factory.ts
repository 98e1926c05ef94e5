import { createEngine, Partition } from '@throughline/correlation';
import { type PartitionFactory } from './recovery.js';

/** The product's engine in a partition's fold. */
export function engineFactory(): PartitionFactory {
  const engine = createEngine();
  const create = () => new Partition({ engine });
  return { version: create().version, create, load: (saved) => Partition.load(engine, saved) };
}
