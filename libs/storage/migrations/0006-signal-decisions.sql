-- Why a signal is in no incident. A later membership supersedes it.
create table signal_decisions (
  signal_id uuid not null,
  tenant text not null,
  scope text not null,
  outcome text not null,
  score double precision not null,
  threshold double precision not null,
  evidence jsonb not null,
  candidates jsonb not null,
  policy_version text not null,
  decided_at timestamptz not null,
  lateness_ms bigint,
  constraint signal_decisions_pkey primary key (signal_id)
);
