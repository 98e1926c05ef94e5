-- The timeline of an incident. A key is told once: the first event that tells it is cited.
create table timeline_entries (
  incident_id uuid not null,
  key text not null,
  tenant text not null,
  event_id uuid not null,
  version integer not null,
  index integer not null,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null,
  kind text not null,
  importance text not null,
  text text not null,
  service text,
  severity text,
  signal_id uuid,
  actor text not null,
  constraint timeline_entries_pkey primary key (incident_id, key)
);

create unique index timeline_entries_order_idx on timeline_entries (incident_id, occurred_at, version, index);
