-- Up Migration

-- Reference data. The application reads it and may not write it.
CREATE TABLE categories (
  category_id text PRIMARY KEY,
  name        text NOT NULL
);

CREATE TABLE tax_rates (
  category_id  text PRIMARY KEY REFERENCES categories,
  basis_points integer NOT NULL CHECK (basis_points BETWEEN 0 AND 10000)
);

CREATE TABLE customers (
  customer_id text PRIMARY KEY,
  name        text NOT NULL,
  email       text NOT NULL,
  secret_hash text NOT NULL
);

CREATE TABLE merchants (
  merchant_id text PRIMARY KEY,
  name        text NOT NULL,
  category_id text NOT NULL REFERENCES categories,
  currency    text NOT NULL,
  version     integer NOT NULL CHECK (version > 0)
);

CREATE TABLE staff_keys (
  key_id      text PRIMARY KEY,
  merchant_id text NOT NULL REFERENCES merchants,
  secret_hash text NOT NULL UNIQUE,
  created_at  timestamptz NOT NULL,
  revoked_at  timestamptz
);
CREATE INDEX ON staff_keys (merchant_id);

-- The lock of a merchant's partition. Moved only by extend_chain(), so it always names the end of the audit chain.
CREATE TABLE heads (
  merchant_id text PRIMARY KEY REFERENCES merchants,
  audit_seq   integer NOT NULL DEFAULT 0 CHECK (audit_seq = version),
  audit_hash  text NOT NULL DEFAULT repeat('0', 64),
  version     integer NOT NULL DEFAULT 0 CHECK (version >= 0)
) WITH (fillfactor = 50);

-- Moved only by post_entries(), so a balance is always the sum of its entries.
CREATE TABLE accounts (
  merchant_id   text NOT NULL REFERENCES merchants,
  account       text NOT NULL,
  currency      text NOT NULL,
  balance_minor bigint NOT NULL DEFAULT 0,
  version       integer NOT NULL CHECK (version > 0),
  PRIMARY KEY (merchant_id, account),
  CHECK (CASE account WHEN 'clearing' THEN balance_minor <= 0 WHEN 'available' THEN balance_minor >= 0 WHEN 'fees' THEN balance_minor >= 0 END),
  CHECK (account IN ('clearing', 'available', 'fees')),
  CHECK (abs(balance_minor) <= 9007199254740991)
) WITH (fillfactor = 50);

CREATE TABLE products (
  merchant_id      text NOT NULL REFERENCES merchants,
  sku              text NOT NULL,
  name             text NOT NULL,
  description      text NOT NULL,
  category_id      text NOT NULL REFERENCES categories,
  price_minor      bigint NOT NULL CHECK (price_minor BETWEEN 0 AND 9007199254740991),
  currency         text NOT NULL,
  tax_basis_points integer NOT NULL CHECK (tax_basis_points BETWEEN 0 AND 10000),
  stock            bigint NOT NULL CHECK (stock BETWEEN 0 AND received),
  received         bigint NOT NULL CHECK (received <= 9007199254740991),
  version          integer NOT NULL CHECK (version > 0),
  PRIMARY KEY (merchant_id, sku)
) WITH (fillfactor = 70); -- room on the page, so that a sale's update touches no index

-- An order's lines are a value that never changes, so they lie in the row.
CREATE TABLE orders (
  merchant_id text NOT NULL,
  order_id    text NOT NULL,
  customer_id text NOT NULL,
  lines       json NOT NULL CHECK (json_array_length(lines) > 0),
  currency    text NOT NULL,
  total_minor bigint NOT NULL CHECK (total_minor BETWEEN 0 AND 9007199254740991),
  tax_minor   bigint NOT NULL CHECK (tax_minor BETWEEN 0 AND total_minor),
  placed_at   timestamptz NOT NULL,
  basket_id   text,
  status      text NOT NULL CHECK (status IN ('placed', 'shipped', 'cancelled')),
  version     integer NOT NULL CHECK (version > 0),
  PRIMARY KEY (merchant_id, order_id),
  CHECK (starts_with(order_id, merchant_id || '.'))
) WITH (fillfactor = 90);

CREATE INDEX orders_of_customer ON orders (customer_id, placed_at DESC, order_id DESC);
CREATE INDEX orders_by_day ON orders (merchant_id, placed_at);

-- Append only: the application may insert and read, nothing else.
CREATE TABLE ledger_entries (
  merchant_id  text NOT NULL,
  account      text NOT NULL,
  seq          integer NOT NULL,
  tx_id        text NOT NULL,
  amount_minor bigint NOT NULL CHECK (amount_minor <> 0),
  at           timestamptz NOT NULL,
  PRIMARY KEY (merchant_id, account, seq)
);

CREATE TABLE audit_records (
  merchant_id text NOT NULL,
  seq         integer NOT NULL CHECK (seq > 0),
  command_id  text NOT NULL,
  type        text NOT NULL,
  by          text NOT NULL,
  at          timestamptz NOT NULL,
  merchants   text[] NOT NULL CHECK (merchant_id = ANY (merchants)),
  detail      json NOT NULL,
  prev_hash   text NOT NULL,
  hash        text NOT NULL,
  PRIMARY KEY (merchant_id, seq)
);

-- Its primary key is what makes a command take effect once.
CREATE TABLE outcomes (
  merchant_id text NOT NULL,
  command_id  text NOT NULL,
  fingerprint text NOT NULL,
  reply       json NOT NULL, -- json keeps the text as it was: a repeat hears the same bytes
  PRIMARY KEY (merchant_id, command_id)
);

-- Entries of a transaction sum to zero and move their balances, or nothing is written.
CREATE FUNCTION post_entries() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  moved bigint;
BEGIN
  IF EXISTS (SELECT FROM posted GROUP BY tx_id HAVING sum(amount_minor) <> 0) THEN
    RAISE EXCEPTION 'entries of a transaction do not sum to zero' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_balanced';
  END IF;
  -- Summed up per account: an update takes only one of several rows that meet the same one.
  WITH sums AS (
    SELECT merchant_id, account, sum(amount_minor) AS amount_minor, count(*) AS entries FROM posted GROUP BY merchant_id, account
  ), moves AS (
    UPDATE accounts SET balance_minor = balance_minor + sums.amount_minor, version = version + sums.entries
      FROM sums WHERE accounts.merchant_id = sums.merchant_id AND accounts.account = sums.account
      RETURNING sums.entries
  )
  SELECT sum(entries) INTO moved FROM moves;
  IF moved IS DISTINCT FROM (SELECT count(*) FROM posted) THEN
    RAISE EXCEPTION 'an entry names an account that is not there' USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'ledger_account';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER ledger_posts AFTER INSERT ON ledger_entries
  REFERENCING NEW TABLE AS posted FOR EACH STATEMENT EXECUTE FUNCTION post_entries();

-- An audit record continues its merchant's chain, and the head moves to it; a gap or a fork is refused.
CREATE FUNCTION extend_chain() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE heads SET audit_seq = NEW.seq, audit_hash = NEW.hash, version = version + 1
    WHERE merchant_id = NEW.merchant_id AND audit_seq = NEW.seq - 1 AND audit_hash = NEW.prev_hash;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'audit record % of merchant % does not continue the chain', NEW.seq, NEW.merchant_id
      USING ERRCODE = 'serialization_failure', CONSTRAINT = 'audit_chain';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER audit_extends AFTER INSERT ON audit_records FOR EACH ROW EXECUTE FUNCTION extend_chain();

-- Run by their triggers only.
REVOKE EXECUTE ON FUNCTION post_entries(), extend_chain() FROM PUBLIC;

-- A cart is one value, { "merchant/sku": quantity }, so that one statement changes one line of it.
CREATE TABLE carts (
  customer_id text PRIMARY KEY REFERENCES customers,
  lines       jsonb NOT NULL CONSTRAINT cart_size CHECK (jsonb_array_length(jsonb_path_query_array(lines, '$.keyvalue()')) <= 50)
);

-- The application's rights: what the shop appends it cannot change, and what a trigger keeps it cannot touch.
GRANT SELECT ON categories, tax_rates, customers, merchants, staff_keys, heads, accounts, products, orders, ledger_entries,
  audit_records, outcomes TO shop_app;
-- A head begins before its first audit record, and an account without money: both by their defaults.
GRANT INSERT (merchant_id) ON heads TO shop_app;
GRANT INSERT (merchant_id, account, currency, version) ON accounts TO shop_app;
GRANT INSERT ON merchants, staff_keys, products, orders, ledger_entries, audit_records, outcomes TO shop_app;
-- Locking a head needs a right to update it; the check that its version is its audit_seq keeps it from being moved that way.
GRANT UPDATE (version) ON heads TO shop_app;
GRANT UPDATE (price_minor, stock, received, version) ON products TO shop_app;
GRANT UPDATE (status, version) ON orders TO shop_app;
GRANT UPDATE (revoked_at) ON staff_keys TO shop_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON carts TO shop_app;
