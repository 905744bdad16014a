import type { CartLine } from '@outgrow/domain/shop';
import { shopperOf } from '../principal.ts';
import type { At, Context } from '../route.ts';

/**
 * Takes what a basket bought out of the shopper's cart. It is done again on a repeat, since a crash may have come between the
 * basket and the cart; the cart gives up a line only where it still holds the quantity bought. The basket is placed by now, so
 * a cart that does not answer must not make it sound refused: the lines stay, for the shopper to see.
 */
export async function takeFromCart(
  { principal, body }: At<unknown, unknown, { fromCart: boolean; lines: readonly CartLine[] }>,
  { carts, log }: Context,
): Promise<void> {
  if (!body.fromCart) return;
  const bought = new Map<string, CartLine>();
  for (const line of body.lines) {
    const text = `${line.merchantId}/${line.sku}`;
    bought.set(text, { ...line, quantity: line.quantity + (bought.get(text)?.quantity ?? 0) });
  }
  try {
    await carts.take(shopperOf(principal), [...bought.values()]);
  } catch (error) {
    log.warn({ err: error }, 'what a basket bought could not be taken out of the cart');
  }
}
