import type { Restock } from '../commands.ts';
import type { Rule } from '../decide.ts';
import { productKey, read } from '../keys.ts';
import { rejected } from '../refusals.ts';
import { versionMismatch } from './version.ts';

/** Takes units into stock. */
export const restock: Rule<Restock> = {
  needs: ({ merchantId, sku }) => [productKey(merchantId, sku)],
  rule({ command, seen }) {
    const { merchantId, sku, quantity } = command;
    const product = read(seen, productKey(merchantId, sku));
    if (!product) return rejected('unknown_product', { merchantId, sku });
    const stale = versionMismatch(command, product);
    if (stale) return stale;
    const stock = product.stock + quantity;
    const received = product.received + quantity;
    if (!Number.isSafeInteger(received)) return rejected('amount_too_large', { sku });
    const version = product.version + 1;
    const part = {
      detail: { sku, quantity },
      records: [{ put: 'product', value: { ...product, stock, received, version } } as const],
      entries: [],
    };
    return { reply: { merchantId, sku, stock, version }, parts: new Map([[merchantId, part]]) };
  },
};
