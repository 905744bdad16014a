import type { Json } from '@outgrow/domain/records';

/** A record and the version that a reply says it has. */
export interface ToldVersion {
  /** As `Read.of` names it. */
  of: string;
  version: number;
}

/** What an accepted reply says of versions: the product that was written, or the orders. */
export function versionsTold(reply: Json): readonly ToldVersion[] {
  const { merchantId, sku, orderId, version, orders } = membersOf(reply);
  if (typeof orderId === 'string') return [{ of: orderId, version: typeof version === 'number' ? version : 1 }];
  if (typeof sku === 'string' && typeof version === 'number') return [{ of: productName(String(merchantId), sku), version }];
  // Each order of a basket is new.
  if (Array.isArray(orders)) return (orders as Json[]).map((order) => ({ of: String(membersOf(order).orderId), version: 1 }));
  return [];
}

export const membersOf = (reply: Json): { readonly [name: string]: Json } =>
  (typeof reply === 'object' && reply !== null && !Array.isArray(reply) ? reply : {}) as { readonly [name: string]: Json };

export const productName = (merchantId: string, sku: string): string => `${merchantId}/${sku}`;

/** Ids hold no slash, so that only the name of a product has one. */
export const isProduct = (of: string): boolean => of.includes('/');
