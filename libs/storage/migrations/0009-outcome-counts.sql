-- How many input records ended how. Counted in the transaction of the rows that are counted; sharded so that writers do not wait for each other.
create table outcome_counts (
  outcome text not null check (outcome in ('stored', 'duplicate', 'dead-lettered', 'late')),
  partition integer not null,
  count bigint not null check (count >= 0),
  constraint outcome_counts_pkey primary key (outcome, partition)
) with (fillfactor = 50);
