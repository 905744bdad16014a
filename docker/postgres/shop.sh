#!/bin/sh
# Runs once, on a fresh volume: the database and its roles, as createShop of packages/services/src/postgres-roles.ts makes them. ROLES
# are those that the stage adds; the password of each role is in the variable of its name.
set -e

sql() { psql --no-psqlrc --quiet -v ON_ERROR_STOP=1 --username postgres --dbname postgres "$@"; }

sql <<'SQL'
-- Should a statement fail, its text, which holds a password, must not be logged.
SET log_min_error_statement = panic;
\getenv owner OWNER_PASSWORD
\getenv app APP_PASSWORD
CREATE ROLE shop_owner LOGIN PASSWORD :'owner';
CREATE ROLE shop_app LOGIN PASSWORD :'app';
CREATE DATABASE shop OWNER shop_owner;
-- By default everybody may connect to every database and create temporary tables there.
REVOKE ALL ON DATABASE shop, postgres, template1 FROM PUBLIC;
GRANT CONNECT ON DATABASE shop TO shop_app;
SQL

for role in $ROLES; do
  variable=$(echo "$role" | tr '[:lower:]' '[:upper:]')_PASSWORD
  sql -v role="shop_$role" <<SQL
SET log_min_error_statement = panic;
\\getenv password $variable
CREATE ROLE :"role" LOGIN PASSWORD :'password';
GRANT CONNECT ON DATABASE shop TO :"role";
SQL
done
