-- The table of products holds the price in both shapes, kept in step, whichever it held before; and each release sees its own. For release
-- 2 that is a schema of views, in which the new columns have the names and types its SQL knows: versioned schemas, as pgroll has them.
BEGIN;
SET LOCAL lock_timeout = '5s';

-- What a copy shows of a product does not change, so that this does not count as a change of its row. With a lock on all of it: a table
-- of millions would be filled in batches.
ALTER TABLE products DISABLE TRIGGER product_changes;
ALTER TABLE products
  ADD COLUMN IF NOT EXISTS prices jsonb,
  ADD COLUMN IF NOT EXISTS price_minor bigint,
  ADD COLUMN IF NOT EXISTS currency text;
UPDATE products SET prices = jsonb_build_object('home', jsonb_build_object('priceMinor', price_minor, 'currency', currency))
  WHERE prices IS NULL;
UPDATE products SET price_minor = (prices #>> '{home,priceMinor}')::bigint, currency = prices #>> '{home,currency}'
  WHERE price_minor IS NULL;
ALTER TABLE products
  DROP CONSTRAINT IF EXISTS products_price_minor_check,
  DROP CONSTRAINT IF EXISTS products_home_price_check,
  ADD CONSTRAINT products_price_minor_check CHECK (price_minor BETWEEN 0 AND 9007199254740991),
  ADD CONSTRAINT products_home_price_check CHECK (
    ((prices #>> '{home,priceMinor}')::bigint BETWEEN 0 AND 9007199254740991 AND prices #>> '{home,currency}' <> '') IS TRUE),
  ALTER COLUMN price_minor SET NOT NULL,
  ALTER COLUMN currency SET NOT NULL,
  ALTER COLUMN prices SET NOT NULL,
  ENABLE TRIGGER product_changes;

-- What a release does not know of, it leaves as it was.
CREATE OR REPLACE FUNCTION keep_prices_in_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.prices IS NOT DISTINCT FROM OLD.prices THEN
    NEW.prices := coalesce(OLD.prices, '{}')
      || jsonb_build_object('home', jsonb_build_object('priceMinor', NEW.price_minor, 'currency', NEW.currency));
  ELSE
    NEW.price_minor := (NEW.prices #>> '{home,priceMinor}')::bigint;
    NEW.currency := NEW.prices #>> '{home,currency}';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER product_prices BEFORE INSERT OR UPDATE ON products FOR EACH ROW EXECUTE FUNCTION keep_prices_in_step();

GRANT UPDATE (price_minor, prices) ON products TO shop_app;

CREATE SCHEMA IF NOT EXISTS release_2;
GRANT USAGE ON SCHEMA release_2 TO shop_app, shop_loader;

-- With the rights of who asks, so that the view lets nobody do more than the table does.
CREATE OR REPLACE VIEW release_2.products WITH (security_invoker = true) AS
  SELECT merchant_id, sku, name, description, category_id, (prices #>> '{home,priceMinor}')::bigint AS price_minor,
    prices #>> '{home,currency}' AS currency, tax_basis_points, stock, received, version, changed_at
  FROM public.products;

CREATE OR REPLACE FUNCTION release_2.put_product() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  home CONSTANT jsonb := jsonb_build_object('home', jsonb_build_object('priceMinor', NEW.price_minor, 'currency', NEW.currency));
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO public.products
        (merchant_id, sku, name, description, category_id, prices, tax_basis_points, stock, received, version)
      VALUES (NEW.merchant_id, NEW.sku, NEW.name, NEW.description, NEW.category_id, home, NEW.tax_basis_points, NEW.stock, NEW.received, NEW.version);
  ELSE
    UPDATE public.products
      SET prices = prices || home, stock = NEW.stock, received = NEW.received, version = NEW.version
      WHERE merchant_id = OLD.merchant_id AND sku = OLD.sku;
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER puts INSTEAD OF INSERT OR UPDATE ON release_2.products FOR EACH ROW EXECUTE FUNCTION release_2.put_product();

GRANT SELECT, INSERT, UPDATE (price_minor, stock, received, version) ON release_2.products TO shop_app;
GRANT SELECT ON release_2.products TO shop_loader;

COMMIT;
