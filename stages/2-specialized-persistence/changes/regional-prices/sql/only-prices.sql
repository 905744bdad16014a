-- One price and its currency go away, and with them whoever still asks for them.
BEGIN;
SET LOCAL lock_timeout = '5s';
DROP TRIGGER product_prices ON products;
DROP FUNCTION keep_prices_in_step();
ALTER TABLE products DROP COLUMN price_minor, DROP COLUMN currency;
COMMIT;
