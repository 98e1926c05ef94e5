-- Records that could not be read, whole, by where they were.
create table dead_letters (
  topic text not null,
  partition integer not null,
  "offset" bigint not null,
  reason text not null,
  errors jsonb not null,
  key bytea,
  value bytea,
  headers jsonb not null,
  record_time timestamptz not null,
  dead_lettered_at timestamptz not null,
  replayed_at timestamptz,
  constraint dead_letters_pkey primary key (topic, partition, "offset")
);

comment on column dead_letters.headers is 'Array of {key, value}, in order; the value as base64.';

-- Lists show the newest first.
create index dead_letters_dead_lettered_at_idx on dead_letters (dead_lettered_at desc, topic, partition, "offset");
