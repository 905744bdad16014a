-- Up Migration

-- Full-text search by Postgres itself.
ALTER TABLE products ADD COLUMN
  search tsvector NOT NULL GENERATED ALWAYS AS (to_tsvector('english', name || ' ' || description)) STORED;
CREATE INDEX products_search ON products USING gin (search);

-- Express sessions, in the form connect-pg-simple expects.
CREATE TABLE sessions (
  sid    text PRIMARY KEY,
  sess   json NOT NULL,
  expire timestamptz NOT NULL
);
CREATE INDEX ON sessions (expire);
GRANT SELECT, INSERT, UPDATE, DELETE ON sessions TO shop_app;
