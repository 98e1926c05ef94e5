-- Which signals an incident's own stream says are in it, how they came and why. What was moved out keeps its row.
create table incident_signals (
  incident_id uuid not null,
  signal_id uuid not null,
  tenant text not null,
  role text not null check (role in ('member', 'late', 'resolution', 'repeat')),
  kind text not null,
  service text,
  source text,
  fingerprint text not null,
  name text,
  summary text,
  severity text,
  status text,
  occurred_at timestamptz not null,
  received_at timestamptz,
  score double precision not null,
  evidence jsonb not null,
  policy_version text,
  event_id uuid not null,
  version integer not null,
  moved_to uuid,
  constraint incident_signals_pkey primary key (incident_id, signal_id)
);

comment on column incident_signals.moved_to is 'The incident that it was moved out to; null while it is here.';

-- Pages of an incident.
create index incident_signals_order_idx on incident_signals (incident_id, occurred_at, signal_id) where moved_to is null;
-- Which incident is this signal in?
create index incident_signals_signal_idx on incident_signals (signal_id);
