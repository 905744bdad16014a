import type { CartLine, Carts } from '@outgrow/domain/shop';
import { CartFull, MAX_CART_LINES } from '@outgrow/domain/shop';
import { StoreError } from '@outgrow/domain/store-error';
import type { Cluster } from './cluster.ts';
import { SYSTEM } from './cluster.ts';
import { OneAtATime } from './one-at-a-time.ts';

/** A cart's quantities by `merchant/sku`, neither of which holds a slash. */
type Quantities = Readonly<Record<string, number>>;

/**
 * Carts as one JSON text per customer, replaced only where it is still what was read, so that two devices lose nothing of each
 * other. Every change says what is to be, not by how much it changes: one whose fate is unknown is made again.
 */
export function carts(cluster: Cluster): Carts {
  const turns = new OneAtATime(SYSTEM, WAIT_MS);
  const cache = () => cluster.client.cache<string, string>('CARTS');

  const change = (operation: string, customerId: string, changed: (held: Quantities) => Quantities): Promise<CartLine[]> =>
    turns.of(customerId, () =>
      cluster.write(operation, async () => {
        for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
          const text = await cache().get(customerId);
          const held = quantitiesIn(text);
          const wanted = changed(held);
          const written = JSON.stringify(wanted);
          if (written === JSON.stringify(held)) return linesOf(held);
          const isDone =
            text === null
              ? await cache().putIfAbsent(customerId, written)
              : await cache().replaceIfEquals(customerId, text, written);
          if (isDone) return linesOf(wanted);
        }
        throw new StoreError(SYSTEM, 'not_applied', `others changed the cart ${ATTEMPTS} times meanwhile`);
      }),
    );

  return {
    get: (customerId) => cluster.read('cart', async () => linesOf(quantitiesIn(await cache().get(customerId)))),
    setLine: (customerId, { merchantId, sku, quantity }) =>
      change('set cart line', customerId, (held) => {
        const { [`${merchantId}/${sku}`]: _before, ...others } = held;
        if (quantity === 0) return others;
        if (Object.keys(others).length >= MAX_CART_LINES) throw new CartFull('the cart is full');
        return { ...others, [`${merchantId}/${sku}`]: quantity };
      }),
    async take(customerId, lines) {
      const taken = new Map(lines.map(({ merchantId, sku, quantity }) => [`${merchantId}/${sku}`, quantity]));
      await change('take from cart', customerId, (held) =>
        Object.fromEntries(Object.entries(held).filter(([line, quantity]) => taken.get(line) !== quantity)),
      );
    },
    async clear(customerId) {
      await cluster.write('clear cart', () => cache().remove(customerId));
    },
  };
}

const quantitiesIn = (text: string | null): Quantities => (text === null ? {} : (JSON.parse(text) as Quantities));

const linesOf = (quantities: Quantities): CartLine[] =>
  Object.entries(quantities)
    .map(([line, quantity]) => {
      const [merchantId = '', sku = ''] = line.split('/');
      return { merchantId, sku, quantity };
    })
    .sort((a, b) => (a.merchantId + a.sku < b.merchantId + b.sku ? -1 : 1));

const ATTEMPTS = 100;
const WAIT_MS = 4_000;
