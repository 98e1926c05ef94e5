-- Streams of events, and the outbox at the same time: the relay publishes from here.
-- Readers across streams go in (transaction_id, global_position) order below pg_snapshot_xmin(pg_current_snapshot()):
-- positions are drawn before a transaction commits, so that order alone would skip what commits late.
create table events (
  global_position bigint generated always as identity,
  transaction_id xid8 not null default pg_current_xact_id(),
  stream_id uuid not null,
  category text not null,
  version integer not null check (version > 0),
  event_id uuid not null,
  type text not null,
  data jsonb not null,
  metadata jsonb not null,
  tenant text not null,
  environment text not null,
  scope text not null,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null,
  constraint events_pkey primary key (stream_id, version),
  constraint events_event_id_key unique (event_id)
);

-- The log of one category in its order: relay, rebuilds. A rare category is read without passing over the frequent one.
create unique index events_log_idx on events (category, transaction_id, global_position);
