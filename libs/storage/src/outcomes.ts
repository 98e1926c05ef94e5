import type pg from 'pg';

/** How an input record ended. `late` counts besides `stored`: a late signal is stored too. */
export type Outcome = 'stored' | 'duplicate' | 'dead-lettered' | 'late';

export interface OutcomeCount {
  readonly outcome: Outcome;
  /** Shard: the partition that the caller alone writes. */
  readonly partition: number;
  readonly count: number;
}

export interface Outcomes {
  readonly stored: number;
  readonly duplicate: number;
  readonly deadLettered: number;
  readonly late: number;
}

/** Adds to the counters, in the transaction that stores what is counted. Counts of one shard add up; zeros are left out. */
export async function addOutcomes(client: pg.ClientBase, counts: readonly OutcomeCount[]): Promise<void> {
  const added = counts.filter(({ count }) => count !== 0);
  if (added.length === 0) return;
  await client.query(addCounts, [
    added.map(({ outcome }) => outcome),
    added.map(({ partition }) => partition),
    added.map(({ count }) => count),
  ]);
}

// In the order of the key, so that two who write the same shards wait for each other and do not lock each other out.
const addCounts = {
  name: 'add-outcomes',
  text: `insert into outcome_counts as c (outcome, partition, count)
         select outcome, partition, sum(count)::bigint
           from unnest($1::text[], $2::integer[], $3::bigint[]) as added (outcome, partition, count)
          group by outcome, partition order by outcome, partition
         on conflict (outcome, partition) do update set count = c.count + excluded.count`,
};

/** All counters, summed over their shards. */
export async function readOutcomes(client: pg.ClientBase | pg.Pool): Promise<Outcomes> {
  const { rows } = await client.query<{ outcome: Outcome; count: number }>(
    'select outcome, sum(count)::float8 as count from outcome_counts group by outcome',
  );
  const counts = new Map(rows.map(({ outcome, count }) => [outcome, count]));
  return {
    stored: counts.get('stored') ?? 0,
    duplicate: counts.get('duplicate') ?? 0,
    deadLettered: counts.get('dead-lettered') ?? 0,
    late: counts.get('late') ?? 0,
  };
}
