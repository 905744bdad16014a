import type { AccountKind, MerchantId, Records } from './records.ts';

/** The kinds a decision may ask to see. Reference data (customer, category, taxRate) has no merchant: each partition holds it. */
export type GatheredKind =
  | 'head'
  | 'outcome'
  | 'merchant'
  | 'product'
  | 'order'
  | 'account'
  | 'customer'
  | 'category'
  | 'taxRate';

/** Names one record; its merchant says where it lives, in every stage. Reference data has the merchant ''. */
export interface Key<K extends GatheredKind = GatheredKind> {
  kind: K;
  merchantId: MerchantId;
  id: string;
}

const key = <K extends GatheredKind>(kind: K, merchantId: MerchantId, id: string): Key<K> => ({ kind, merchantId, id });

export const headKey = (merchantId: MerchantId) => key('head', merchantId, '');
export const outcomeKey = (merchantId: MerchantId, commandId: string) => key('outcome', merchantId, commandId);
export const merchantKey = (merchantId: MerchantId) => key('merchant', merchantId, '');
export const productKey = (merchantId: MerchantId, sku: string) => key('product', merchantId, sku);
export const orderKey = (orderId: string) => key('order', merchantOfOrder(orderId), orderId);
export const accountKey = (merchantId: MerchantId, account: AccountKind) => key('account', merchantId, account);
export const customerKey = (customerId: string) => key('customer', '', customerId);
export const categoryKey = (categoryId: string) => key('category', '', categoryId);
export const taxRateKey = (categoryId: string) => key('taxRate', '', categoryId);

/** The text under which a record stands in `Seen`. Ids hold no slash. */
export const keyText = ({ kind, merchantId, id }: Key): string => `${kind}/${merchantId}/${id}`;

/**
 * What has been gathered so far, as plain JSON; it only grows. A record that was asked for and is not there is `null`;
 * one that was never asked for is absent.
 */
export type Seen = { readonly [keyText: string]: Records[GatheredKind] | null };

export const has = (seen: Seen, wanted: Key): boolean => keyText(wanted) in seen;

/** The record, or `null` where there is none. The key must have been gathered. */
export function read<K extends GatheredKind>(seen: Seen, wanted: Key<K>): Records[K] | null {
  const text = keyText(wanted);
  const found = seen[text];
  if (found === undefined) throw new Error(`decided on ${text} without gathering it`);
  return found as Records[K] | null;
}

export const newMerchantId = (commandId: string): MerchantId => `m${commandId.slice(0, 20)}`;
export const newOrderId = (merchantId: MerchantId, commandId: string): string => `${merchantId}.${commandId}`;

/** The merchant an order lies under: the part of its id before the dot. */
export const merchantOfOrder = (orderId: string): MerchantId => orderId.slice(0, Math.max(0, orderId.indexOf('.')));
