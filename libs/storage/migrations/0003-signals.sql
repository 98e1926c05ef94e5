-- One row a signal, at first sight.
create table signals (
  id uuid not null,
  tenant text not null,
  environment text not null,
  scope text not null,
  kind text not null,
  service text,
  source text not null,
  name text not null,
  severity text,
  fingerprint text not null,
  occurred_at timestamptz not null,
  received_at timestamptz not null,
  log_partition integer not null,
  log_offset bigint not null,
  origin_topic text not null,
  origin_partition integer not null,
  origin_offset bigint not null,
  lateness_ms bigint,
  payload jsonb not null,
  constraint signals_pkey primary key (id)
);

comment on column signals.lateness_ms is 'How far behind the watermark it arrived, in ms; null when in time.';
comment on column signals.payload is 'The whole signal, as the log carries it.';

-- Recovery reads a partition from a snapshot's offset on; one log record is one row.
create unique index signals_log_idx on signals (log_partition, log_offset);

-- A backtest from the store reads a span of time. Rows come nearly in this order, so a block range index is enough and costs appends nothing.
create index signals_received_at_idx on signals using brin (received_at);
