import type { CartLine, Carts } from '@outgrow/domain/shop';
import { CartFull } from '@outgrow/domain/shop';
import type { Database } from './database.ts';
import { sqlState } from './database.ts';

type Row = { lines: Record<string, number> };

/** Carts as one jsonb value per customer; each change is one statement, so two devices lose nothing of each other. */
export const carts = (database: Database): Carts => ({
  async get(customerId) {
    return linesOf(await database.row<Row>('cart', 'SELECT lines FROM carts WHERE customer_id = $1', [customerId]));
  },
  async setLine(customerId, { merchantId, sku, quantity }) {
    try {
      return linesOf((await database.write<Row>('set cart line', SET_LINE, [customerId, `${merchantId}/${sku}`, quantity]))[0]);
    } catch (error) {
      if (sqlState(error) === CHECK_VIOLATION) throw new CartFull('the cart is full');
      throw error;
    }
  },
  async take(customerId, lines) {
    const taken = Object.fromEntries(lines.map(({ merchantId, sku, quantity }) => [`${merchantId}/${sku}`, quantity]));
    await database.write('take from cart', TAKE, [customerId, JSON.stringify(taken)]);
  },
  async clear(customerId) {
    await database.write('clear cart', 'DELETE FROM carts WHERE customer_id = $1', [customerId]);
  },
});

const linesOf = (row: Row | undefined): CartLine[] =>
  Object.entries(row?.lines ?? {})
    .map(([key, quantity]) => {
      const [merchantId = '', sku = ''] = key.split('/');
      return { merchantId, sku, quantity };
    })
    .sort((a, b) => (a.merchantId + a.sku < b.merchantId + b.sku ? -1 : 1));

const SET_LINE = `
  INSERT INTO carts VALUES ($1, CASE $3::bigint WHEN 0 THEN '{}'::jsonb ELSE jsonb_build_object($2::text, $3) END)
  ON CONFLICT (customer_id) DO UPDATE
    SET lines = CASE $3 WHEN 0 THEN carts.lines - $2 ELSE carts.lines || jsonb_build_object($2, $3) END
  RETURNING lines`;

const TAKE = `
  UPDATE carts SET lines = coalesce((
    SELECT jsonb_object_agg(held.key, held.value) FROM jsonb_each(carts.lines) AS held
    WHERE ($2::jsonb -> held.key) IS DISTINCT FROM held.value
  ), '{}') WHERE customer_id = $1`;

const CHECK_VIOLATION = '23514';
