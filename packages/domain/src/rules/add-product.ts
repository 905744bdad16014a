import type { AddProduct } from '../commands.ts';
import type { Rule } from '../decide.ts';
import { categoryKey, merchantKey, productKey, read, taxRateKey } from '../keys.ts';
import { rejected } from '../refusals.ts';

/** Lists a product in the merchant's currency and under the tax rate its category has today. */
export const addProduct: Rule<AddProduct> = {
  needs: ({ merchantId, sku, categoryId }) => [
    merchantKey(merchantId),
    productKey(merchantId, sku),
    categoryKey(categoryId),
    taxRateKey(categoryId),
  ],
  rule({ command, seen }) {
    const { merchantId, sku, name, description, categoryId, priceMinor, stock } = command;
    const merchant = read(seen, merchantKey(merchantId));
    if (!merchant) return rejected('unknown_merchant', { merchantId });
    if (read(seen, productKey(merchantId, sku))) return rejected('sku_taken', { sku });
    if (!read(seen, categoryKey(categoryId))) return rejected('unknown_category', { categoryId });
    const product = {
      merchantId,
      sku,
      name,
      description,
      categoryId,
      priceMinor,
      currency: merchant.currency,
      taxBasisPoints: read(seen, taxRateKey(categoryId))?.basisPoints ?? 0,
      stock,
      received: stock,
      version: 1,
    };
    const part = { detail: { sku, priceMinor, stock }, records: [{ put: 'product', value: product } as const], entries: [] };
    return { reply: { merchantId, sku, version: 1 }, parts: new Map([[merchantId, part]]) };
  },
};
