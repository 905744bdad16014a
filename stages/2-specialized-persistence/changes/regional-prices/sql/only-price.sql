-- As before the change.
BEGIN;
SET LOCAL lock_timeout = '5s';
DROP SCHEMA release_2 CASCADE;
DROP TRIGGER product_prices ON products;
DROP FUNCTION keep_prices_in_step();
ALTER TABLE products DROP COLUMN prices;
COMMIT;
