import type { MerchantId } from '../records.ts';

/** A merchant's own map within the map of all; nested, so that no text is built to find an entry. */
export function perMerchant<K, V>(maps: Map<MerchantId, Map<K, V>>, merchantId: MerchantId): Map<K, V> {
  let own = maps.get(merchantId);
  if (!own) {
    own = new Map();
    maps.set(merchantId, own);
  }
  return own;
}
