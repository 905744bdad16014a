import { describe, test } from 'vitest';
import { productKey } from '../src/keys.ts';
import { addProduct, registerMerchant } from './market.ts';
import { given } from './specification.ts';

describe('add-product', () => {
  test("lists a product in the merchant's currency, under today's tax rate, with its first units", () => {
    given(registerMerchant('1', { currency: 'CHF' }))
      .when(addProduct('m1', 'tea', { priceMinor: 250, stock: 10 }))
      .thenReplies({ merchantId: 'm1', sku: 'tea', version: 1 })
      .andHolds(productKey('m1', 'tea'), {
        name: 'The tea',
        description: 'A good tea.',
        priceMinor: 250,
        currency: 'CHF',
        taxBasisPoints: 2000,
        stock: 10,
        received: 10,
        version: 1,
      });
  });

  test('lists a product of a category without a tax rate untaxed', () => {
    given(registerMerchant('1'))
      .when(addProduct('m1', 'atlas', { categoryId: 'books' }))
      .thenReplies({ merchantId: 'm1', sku: 'atlas', version: 1 })
      .andHolds(productKey('m1', 'atlas'), { taxBasisPoints: 0 });
  });

  test('lets two merchants use one sku', () => {
    given(registerMerchant('1'), registerMerchant('2'), addProduct('m1', 'tea', { stock: 3 }))
      .when(addProduct('m2', 'tea', { stock: 4 }))
      .thenReplies({ merchantId: 'm2', sku: 'tea', version: 1 })
      .andHolds(productKey('m1', 'tea'), { stock: 3 })
      .andHolds(productKey('m2', 'tea'), { stock: 4 });
  });

  test('refuses a merchant that is not there', () => {
    given().when(addProduct('m1', 'tea')).thenRefuses('unknown_merchant', { merchantId: 'm1' });
  });

  test('refuses a sku that the merchant lists already', () => {
    given(registerMerchant('1'), addProduct('m1', 'tea'))
      .when(addProduct('m1', 'tea', { commandId: 'again' }))
      .thenRefuses('sku_taken', { sku: 'tea' });
  });

  test('refuses a category that the market does not have', () => {
    given(registerMerchant('1'))
      .when(addProduct('m1', 'tea', { categoryId: 'cars' }))
      .thenRefuses('unknown_category', { categoryId: 'cars' });
  });
});
