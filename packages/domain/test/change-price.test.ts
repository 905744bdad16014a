import { describe, test } from 'vitest';
import { orderKey, productKey } from '../src/keys.ts';
import { addProduct, changePrice, placeOrder, registerMerchant, tea } from './market.ts';
import { given } from './specification.ts';

const shop = [registerMerchant('1'), addProduct('m1', 'tea', { priceMinor: 250 })];

describe('change-price', () => {
  test('gives the product another price and another version', () => {
    given(...shop)
      .when(changePrice(300))
      .thenReplies({ merchantId: 'm1', sku: 'tea', priceMinor: 300, version: 2 })
      .andHolds(productKey('m1', 'tea'), { priceMinor: 300, stock: 10, received: 10, version: 2 });
  });

  test('leaves the price of orders already placed', () => {
    given(...shop, placeOrder('o', [tea(2)]))
      .when(changePrice(300))
      .thenReplies({ merchantId: 'm1', sku: 'tea', priceMinor: 300, version: 3 })
      .andHolds(orderKey('m1.o'), { totalMinor: 500, version: 1 });
  });

  test('takes the version that the client expects', () => {
    given(...shop)
      .when(changePrice(300, { expectedVersion: 1 }))
      .thenReplies({ merchantId: 'm1', sku: 'tea', priceMinor: 300, version: 2 });
  });

  test('refuses a version that the product has left behind', () => {
    given(...shop, changePrice(300))
      .when(changePrice(400, { expectedVersion: 1 }))
      .thenRefuses('version_mismatch', { expected: 1, found: 2 });
  });

  test('refuses a product that the merchant does not list', () => {
    given(...shop)
      .when(changePrice(300, { sku: 'mug' }))
      .thenRefuses('unknown_product', { merchantId: 'm1', sku: 'mug' });
  });

  test('refuses a merchant that is not there', () => {
    given(...shop)
      .when(changePrice(300, { merchantId: 'm9' }))
      .thenRefuses('unknown_merchant', { merchantId: 'm9' });
  });
});
