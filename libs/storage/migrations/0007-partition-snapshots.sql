-- The state of a partition's fold up to an offset: recovery starts here.
create table partition_snapshots (
  log_partition integer not null,
  engine_version text not null,
  next_offset bigint not null,
  state bytea not null,
  created_at timestamptz not null default now(),
  constraint partition_snapshots_pkey primary key (log_partition, engine_version)
);

-- The state comes compressed: PostgreSQL need not try again.
alter table partition_snapshots alter column state set storage external;
