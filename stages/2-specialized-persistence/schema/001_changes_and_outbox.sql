-- Up Migration

-- When a row was last written: the begin of the transaction that wrote it. The warehouse loads what is younger than its watermark;
-- a transaction that began before another and commits after it may stay behind the watermark for good.
ALTER TABLE products ADD COLUMN changed_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE orders ADD COLUMN changed_at timestamptz NOT NULL DEFAULT now();
CREATE INDEX products_by_change ON products (changed_at);
CREATE INDEX orders_by_change ON orders (changed_at);

CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.changed_at := now();
  RETURN NEW;
END $$;

CREATE TRIGGER product_changes BEFORE UPDATE ON products FOR EACH ROW EXECUTE FUNCTION note_change();
CREATE TRIGGER order_changes BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION note_change();

-- What other systems are still to be told, written in the transaction of the change itself. The relay takes out what it has passed on.
CREATE TABLE outbox (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  destination text NOT NULL CHECK (destination IN ('index', 'warehouse')),
  kind        text NOT NULL CHECK (kind IN ('product', 'order')),
  record      json NOT NULL
);
CREATE INDEX outbox_by_destination ON outbox (destination, id);

GRANT SELECT (changed_at) ON products, orders TO shop_app;
GRANT INSERT (destination, kind, record) ON outbox TO shop_app;
-- To know when all has been passed on.
GRANT SELECT (id, destination) ON outbox TO shop_app;

GRANT SELECT ON products, orders, merchants TO shop_loader;
GRANT SELECT, DELETE ON outbox TO shop_relay;
