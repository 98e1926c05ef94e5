-- Further input records with an id that is stored already, by where they were read: a re-delivery of the same record adds no row.
create table duplicate_signals (
  origin_topic text not null,
  origin_partition integer not null,
  origin_offset bigint not null,
  signal_id uuid not null,
  log_partition integer not null,
  log_offset bigint not null,
  received_at timestamptz not null,
  constraint duplicate_signals_pkey primary key (origin_topic, origin_partition, origin_offset)
);
