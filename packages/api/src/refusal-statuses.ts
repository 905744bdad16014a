import type { Reason } from '@outgrow/domain/refusals';

/**
 * The HTTP status of each refusal. 404: a record the request names is not there. 409: what is there now forbids it, and may
 * not later. 412: the version the client expects is not the one there is. 422: no state of the shop will ever allow it.
 */
export const refusalStatuses = {
  unknown_merchant: 404,
  unknown_product: 404,
  unknown_order: 404,
  unknown_customer: 404,
  unknown_category: 404,
  merchant_exists: 409,
  sku_taken: 409,
  out_of_stock: 409,
  order_not_open: 409,
  insufficient_funds: 409,
  currency_mismatch: 422,
  same_merchant: 422,
  amount_too_large: 422,
  version_mismatch: 412,
  idempotency_key_reused: 422,
} satisfies Record<Reason, number>;
