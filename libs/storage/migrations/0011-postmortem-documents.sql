-- The current draft of each post-mortem: a projection of its stream, and the version it stands on.
create table postmortem_documents (
  id uuid not null,
  incident_id uuid not null,
  tenant text not null,
  environment text not null,
  scope text not null,
  version integer not null check (version > 0),
  incident_version integer not null,
  reason text not null,
  title text not null,
  sections jsonb not null,
  drafted_at timestamptz not null,
  updated_at timestamptz not null,
  constraint postmortem_documents_pkey primary key (id)
);

-- The API asks for the documents of an incident.
create index postmortem_documents_incident_idx on postmortem_documents (incident_id, drafted_at);
