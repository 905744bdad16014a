import type { Json } from './records.ts';

/** Why the shop says no. A refusal is a value: nothing was written, and nothing is remembered of it. */
export type Reason =
  | 'unknown_merchant'
  | 'unknown_product'
  | 'unknown_order'
  | 'unknown_customer'
  | 'unknown_category'
  | 'merchant_exists'
  | 'sku_taken'
  | 'out_of_stock'
  | 'order_not_open'
  | 'insufficient_funds'
  | 'currency_mismatch'
  | 'same_merchant'
  | 'amount_too_large'
  | 'version_mismatch'
  | 'idempotency_key_reused';

export interface Rejected {
  rejected: Reason;
  detail: { readonly [name: string]: Json };
}

export const rejected = (reason: Reason, detail: Rejected['detail'] = {}): Rejected => ({ rejected: reason, detail });

export const isRejected = (value: object): value is Rejected => 'rejected' in value;
