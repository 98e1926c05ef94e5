-- Each service's share of each incident.
create table services_seen (
  incident_id uuid not null,
  service text not null,
  tenant text not null,
  environment text not null,
  alerts integer not null,
  logs integer not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  constraint services_seen_pkey primary key (incident_id, service)
);

create index services_seen_service_idx on services_seen (tenant, environment, service, incident_id);
