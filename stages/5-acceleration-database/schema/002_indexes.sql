-- A customer's orders lie under many merchants: every node looks into its own part of this index.
CREATE INDEX IF NOT EXISTS ORDERS_OF_CUSTOMER ON ORDERS (CUSTOMER_ID, PLACED_AT DESC, ORDER_ID DESC);

CREATE INDEX IF NOT EXISTS STAFF_KEYS_OF_MERCHANT ON STAFF_KEYS (MERCHANT_ID, CREATED_AT, KEY_ID);

-- Sales of some days. The words of a search have no index: none serves a LIKE that begins with a wildcard.
CREATE INDEX IF NOT EXISTS ORDERS_OF_MERCHANT ON ORDERS (MERCHANT_ID, PLACED_AT);
