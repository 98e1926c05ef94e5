-- The incident list and detail: a row a stream, folded from its events. Listed by keys that never change.
create table incidents (
  id uuid not null,
  tenant text not null,
  environment text not null,
  scope text not null,
  version integer not null check (version > 0),
  position bigint not null,
  status text not null,
  severity text not null,
  severity_weight smallint not null,
  title text not null,
  onset_at timestamptz not null,
  opened_at timestamptz not null,
  acknowledged_at timestamptz,
  mitigated_at timestamptz,
  resolved_at timestamptz,
  updated_at timestamptz not null,
  services text[] not null,
  alerts integer not null,
  logs integer not null,
  resolutions integer not null,
  repeats integer not null,
  late integer not null,
  recurrence_of uuid,
  merged_into uuid,
  words text not null,
  search tsvector not null generated always as (array_to_tsvector(string_to_array(words, ' '))) stored,
  summary jsonb not null,
  constraint incidents_pkey primary key (id)
) with (fillfactor = 70);

comment on column incidents.version is 'Version of the stream that the row stands on.';
comment on column incidents.position is 'Global position of the event that the row stands on.';
comment on column incidents.severity_weight is '4 for critical to 1 for info.';
comment on column incidents.words is 'Lower-case words by which it is found, separated by spaces.';
comment on column incidents.summary is 'What the next event is folded onto.';

create index incidents_opened_at_idx on incidents (tenant, opened_at, id);
create index incidents_onset_at_idx on incidents (tenant, onset_at, id);
create index incidents_updated_at_idx on incidents (tenant, updated_at, id);
create index incidents_severity_idx on incidents (tenant, severity_weight, opened_at, id);
-- A few open ones are found among many that are over.
create index incidents_status_idx on incidents (tenant, status, opened_at, id);
create index incidents_services_idx on incidents using gin (services);
create index incidents_search_idx on incidents using gin (search);
-- Which incidents were absorbed by one.
create index incidents_merged_into_idx on incidents (merged_into) where merged_into is not null;
