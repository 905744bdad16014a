import type { AuditRecord, MerchantId, Product } from '../records.ts';
import type { OpenInvariant } from './invariant.ts';
import { perMerchant } from './per-merchant.ts';

/**
 * The units a product received are those its audit trail says: of two restocks that overwrote each other, stock and
 * received agree, and only the trail knows better.
 */
export const receivedUnits: OpenInvariant = (report) => {
  const awaited = new Map<MerchantId, Map<Product['sku'], { received: number; audited: number }>>();
  return {
    see: {
      product({ merchantId, sku, received }) {
        perMerchant(awaited, merchantId).set(sku, { received, audited: 0 });
      },
      audit(record) {
        const receipt = receiptOf(record);
        if (!receipt) return;
        const { sku, units } = receipt;
        const product = awaited.get(record.merchantId)?.get(sku);
        if (product) product.audited += units;
        else report(`audit ${record.seq} received ${units} of product ${sku}, which is not there`, record.merchantId);
      },
    },
    end() {
      for (const [merchantId, products] of awaited) {
        for (const [sku, { received, audited }] of products) {
          if (received === audited) continue;
          report(`product ${sku} has ${received} units received, but its audit trail ${audited}`, merchantId);
        }
      }
    },
  };
};

function receiptOf({ type, detail }: AuditRecord): { sku: string; units: number } | undefined {
  if (type === 'add-product') {
    const { sku, stock } = detail as { sku: string; stock: number };
    return { sku, units: stock };
  }
  if (type === 'restock') {
    const { sku, quantity } = detail as { sku: string; quantity: number };
    return { sku, units: quantity };
  }
  return undefined;
}
