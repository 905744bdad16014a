import { commandIdOf } from '@outgrow/api/credentials';
import type { FileShop } from './file-shop.ts';

/** Lists the market before the history begins, and gives the ids of its merchants. */
export async function listMarket(shop: FileShop, now: string): Promise<string[]> {
  shop.seed('category', 'all');
  for (let n = 1; n <= CUSTOMERS; n += 1) shop.seed('customer', named('c', n));
  const merchants: string[] = [];
  const common = { fingerprint: '', by: 'operator', categoryId: 'all' };
  for (let merchant = 1; merchant <= MERCHANTS; merchant += 1) {
    const name = named('m', merchant);
    const commandId = commandIdOf('operator', name);
    const reply = await shop.execute({ ...common, type: 'register-merchant', commandId, name, currency: 'EUR' }, now);
    if (!('reply' in reply)) throw new Error(`the shop did not register ${name}: ${reply.rejected}`);
    const { merchantId } = reply.reply as { merchantId: string };
    merchants.push(merchantId);
    for (let product = 1; product <= PRODUCTS; product += 1) {
      const sku = named('p', product);
      const listed = { merchantId, sku, name: sku, description: '', priceMinor: 100 * product, stock: STOCK };
      await shop.execute({ ...common, ...listed, type: 'add-product', commandId: commandIdOf(merchantId, sku) }, now);
    }
  }
  return merchants;
}

export const named = (letter: string, n: number): string => `${letter}${String(n).padStart(4, '0')}`;

export const MERCHANTS = 200;
export const PRODUCTS = 50;
export const CUSTOMERS = 1_000;

// Some sell out, which is refused.
const STOCK = 500;
