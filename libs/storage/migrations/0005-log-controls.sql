-- What is in the log besides signals, so that a replay reads it from here too.
create table log_controls (
  log_partition integer not null,
  log_offset bigint not null,
  type text not null check (type in ('tick', 'policy', 'catalog')),
  body jsonb not null,
  constraint log_controls_pkey primary key (log_partition, log_offset)
);
