import { type DeadLetter } from '@throughline/contracts';
import {
  addOutcomes,
  advanceOffset,
  FencedError,
  inTransaction,
  type OffsetAdvance,
} from '@throughline/storage';
import type pg from 'pg';
import { insertDeadLetters } from './insert-dead-letters.js';

/**
 * What intake keeps of a batch, in one transaction: where it goes on, the dead letters, and how many they are. Throws FencedError when somebody
 * else has moved the offset, and then keeps nothing.
 */
export async function storeBatch(
  pool: pg.Pool,
  advance: OffsetAdvance,
  deadLetters: readonly DeadLetter[],
): Promise<void> {
  const { consumer, topic, partition, expected } = advance;
  await inTransaction(pool, async (client) => {
    if (!(await advanceOffset(client, advance))) throw new FencedError(consumer, topic, partition, expected);
    const count = await insertDeadLetters(client, deadLetters);
    await addOutcomes(client, [{ outcome: 'dead-lettered', partition, count }]);
  });
}
