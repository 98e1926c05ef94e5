-- How far each consumer's effects go. Moved by compare-and-set in the transaction of the effects: the fence against zombies.
create table consumer_offsets (
  consumer text not null,
  topic text not null,
  partition integer not null check (partition >= 0),
  next_offset bigint not null check (next_offset >= 0),
  record_time timestamptz,
  constraint consumer_offsets_pkey primary key (consumer, topic, partition)
) with (fillfactor = 50);
