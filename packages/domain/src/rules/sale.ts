import type { WantedLine } from '../commands.ts';
import type { Part, Posting } from '../decide.ts';
import type { Key, Seen } from '../keys.ts';
import { accountKey, newOrderId, productKey, read } from '../keys.ts';
import type { AccountKind, MerchantId, Minor, Order, OrderLine, Product } from '../records.ts';
import { feeOf, taxWithin } from '../records.ts';
import type { Rejected } from '../refusals.ts';
import { isRejected, rejected } from '../refusals.ts';

export const SALE_ACCOUNTS = ['clearing', 'available', 'fees'] as const satisfies readonly AccountKind[];

/** What a sale at one merchant has to see: its products and its accounts. */
export const saleNeeds = (merchantId: MerchantId, lines: readonly WantedLine[]): Key[] => [
  ...lines.map((line) => productKey(merchantId, line.sku)),
  ...SALE_ACCOUNTS.map((account) => accountKey(merchantId, account)),
];

export interface Sale {
  commandId: string;
  merchantId: MerchantId;
  customerId: string;
  basketId: string | null;
  lines: readonly WantedLine[];
  seen: Seen;
  now: string;
}

/** Sells at one merchant: takes the units, places the order, posts the money. A sku named twice is one line. */
export function sell(sale: Sale): { order: Order; part: Part } | Rejected {
  const { commandId, merchantId, customerId, basketId, seen, now } = sale;
  const wanted = new Map<string, number>();
  for (const { sku, quantity } of sale.lines) wanted.set(sku, (wanted.get(sku) ?? 0) + quantity);

  const lines: OrderLine[] = [];
  const products: Product[] = [];
  for (const [sku, quantity] of wanted) {
    const product = read(seen, productKey(merchantId, sku));
    if (!product) return rejected('unknown_product', { merchantId, sku });
    if (product.stock < quantity) return rejected('out_of_stock', { merchantId, sku, left: product.stock });
    const grossMinor = product.priceMinor * quantity;
    lines.push({ sku, quantity, priceMinor: product.priceMinor, taxMinor: taxWithin(grossMinor, product.taxBasisPoints) });
    products.push({ ...product, stock: product.stock - quantity, version: product.version + 1 });
  }

  const totalMinor = lines.reduce((sum, line) => sum + line.priceMinor * line.quantity, 0);
  const posted = post(merchantId, saleEntries(totalMinor), seen);
  if (isRejected(posted)) return posted;
  const order: Order = {
    merchantId,
    orderId: newOrderId(merchantId, commandId),
    customerId,
    lines,
    currency: products[0]?.currency ?? '',
    totalMinor,
    taxMinor: lines.reduce((sum, line) => sum + line.taxMinor, 0),
    placedAt: now,
    basketId,
    status: 'placed',
    version: 1,
  };
  const part: Part = {
    detail: { orderId: order.orderId, totalMinor },
    records: [
      ...products.map((value) => ({ put: 'product', value }) as const),
      { put: 'order', value: order },
      ...posted.records,
    ],
    entries: posted.entries,
  };
  return { order, part };
}

/** A sale's postings: what the buyer paid comes in through clearing, the market's fee goes out of the merchant's share. */
export function saleEntries(totalMinor: Minor): Posting[] {
  const fee = feeOf(totalMinor);
  return [
    { account: 'clearing', amountMinor: -totalMinor },
    { account: 'available', amountMinor: totalMinor - fee },
    { account: 'fees', amountMinor: fee },
  ];
}

/** The postings of a sale undone. */
export const refundEntries = (totalMinor: Minor): Posting[] =>
  saleEntries(totalMinor).map(({ account, amountMinor }) => ({ account, amountMinor: -amountMinor }));

/**
 * Moves the balances by the entries; an entry of nothing is left out. Refused where a merchant would spend what it has not got: how much that is
 * is not said, since a shopper who cancels hears the refusal too.
 */
export function post(
  merchantId: MerchantId,
  entries: readonly Posting[],
  seen: Seen,
): Pick<Part, 'records' | 'entries'> | Rejected {
  const moving = entries.filter((entry) => entry.amountMinor !== 0);
  const records: Part['records'][number][] = [];
  for (const { account, amountMinor } of moving) {
    const held = read(seen, accountKey(merchantId, account));
    if (!held) throw new Error(`merchant ${merchantId} has no ${account} account`);
    const balanceMinor = held.balanceMinor + amountMinor;
    if (!Number.isSafeInteger(amountMinor) || !Number.isSafeInteger(balanceMinor))
      return rejected('amount_too_large', { merchantId });
    if (account === 'available' && balanceMinor < 0) {
      return rejected('insufficient_funds', { merchantId });
    }
    records.push({ put: 'account', value: { ...held, balanceMinor, version: held.version + 1 } });
  }
  return { records, entries: moving };
}
