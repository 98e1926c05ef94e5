#!/bin/sh
# Run once, when the volume is new. Neither role is a superuser: row-level security binds them.
set -eu
psql --set=ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  --set=throughline_password="$THROUGHLINE_DATABASE_PASSWORD" \
  --set=registry_password="$REGISTRY_DATABASE_PASSWORD" <<'SQL'
CREATE ROLE throughline LOGIN CREATEDB PASSWORD :'throughline_password';
CREATE ROLE registry LOGIN NOCREATEDB PASSWORD :'registry_password';
CREATE DATABASE throughline OWNER throughline;
CREATE DATABASE registry OWNER registry;
SQL
