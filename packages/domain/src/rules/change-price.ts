import type { ChangePrice } from '../commands.ts';
import type { Rule } from '../decide.ts';
import { productKey, read } from '../keys.ts';
import { rejected } from '../refusals.ts';
import { versionMismatch } from './version.ts';

/** Gives a product another price; orders already placed keep theirs. */
export const changePrice: Rule<ChangePrice> = {
  needs: ({ merchantId, sku }) => [productKey(merchantId, sku)],
  rule({ command, seen }) {
    const { merchantId, sku, priceMinor } = command;
    const product = read(seen, productKey(merchantId, sku));
    if (!product) return rejected('unknown_product', { merchantId, sku });
    const stale = versionMismatch(command, product);
    if (stale) return stale;
    const version = product.version + 1;
    const part = {
      detail: { sku, priceMinor, was: product.priceMinor },
      records: [{ put: 'product', value: { ...product, priceMinor, version } } as const],
      entries: [],
    };
    return { reply: { merchantId, sku, priceMinor, version }, parts: new Map([[merchantId, part]]) };
  },
};
