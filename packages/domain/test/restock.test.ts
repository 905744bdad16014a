import { describe, test } from 'vitest';
import { productKey } from '../src/keys.ts';
import { addProduct, placeOrder, registerMerchant, restock, tea } from './market.ts';
import { given } from './specification.ts';

const shop = [registerMerchant('1'), addProduct('m1', 'tea', { stock: 10 })];

describe('restock', () => {
  test('takes units into stock', () => {
    given(...shop, placeOrder('o', [tea(4)]))
      .when(restock(5))
      .thenReplies({ merchantId: 'm1', sku: 'tea', stock: 11, version: 3 })
      .andHolds(productKey('m1', 'tea'), { stock: 11, received: 15, version: 3 });
  });

  test('takes the version that the client expects', () => {
    given(...shop)
      .when(restock(5, { expectedVersion: 1 }))
      .thenReplies({ merchantId: 'm1', sku: 'tea', stock: 15, version: 2 });
  });

  test('refuses a version that the product has left behind', () => {
    given(...shop, restock(5))
      .when(restock(6, { expectedVersion: 1 }))
      .thenRefuses('version_mismatch', { expected: 1, found: 2 });
  });

  test('refuses more units than can be counted exactly', () => {
    given(...shop)
      .when(restock(Number.MAX_SAFE_INTEGER - 9))
      .thenRefuses('amount_too_large', { sku: 'tea' });
  });

  test('takes as many units as can be counted exactly', () => {
    given(...shop)
      .when(restock(Number.MAX_SAFE_INTEGER - 10))
      .thenReplies({ merchantId: 'm1', sku: 'tea', stock: Number.MAX_SAFE_INTEGER, version: 2 });
  });

  test('refuses a product that the merchant does not list', () => {
    given(...shop)
      .when(restock(5, { sku: 'mug' }))
      .thenRefuses('unknown_product', { merchantId: 'm1', sku: 'mug' });
  });

  test('refuses a merchant that is not there', () => {
    given(...shop)
      .when(restock(5, { merchantId: 'm9' }))
      .thenRefuses('unknown_merchant', { merchantId: 'm9' });
  });
});
