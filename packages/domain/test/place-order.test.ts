import { describe, test } from 'vitest';
import { accountKey, orderKey, productKey } from '../src/keys.ts';
import { addProduct, mug, placeOrder, registerMerchant, tea } from './market.ts';
import { given } from './specification.ts';
import { NOW } from './world.ts';

const shop = [
  registerMerchant('1'),
  addProduct('m1', 'tea', { priceMinor: 250, stock: 10 }),
  addProduct('m1', 'mug', { priceMinor: 1999, stock: 1, categoryId: 'books' }),
];

describe('place-order', () => {
  test('takes the units, places the order, and posts the price to clearing, the fee to fees and the rest to available', () => {
    given(...shop)
      .when(placeOrder('o', [tea(2), mug(1)]))
      .thenReplies({ orderId: 'm1.o', totalMinor: 2499, currency: 'EUR', status: 'placed', version: 1 })
      .andHolds(productKey('m1', 'tea'), { stock: 8, received: 10, version: 2 })
      .andHolds(productKey('m1', 'mug'), { stock: 0, received: 1, version: 2 })
      .andHolds(orderKey('m1.o'), {
        customerId: 'ann',
        lines: [
          { sku: 'tea', quantity: 2, priceMinor: 250, taxMinor: 83 },
          { sku: 'mug', quantity: 1, priceMinor: 1999, taxMinor: 0 },
        ],
        currency: 'EUR',
        totalMinor: 2499,
        taxMinor: 83,
        placedAt: NOW,
        basketId: null,
        status: 'placed',
        version: 1,
      })
      .andHolds(accountKey('m1', 'clearing'), { balanceMinor: -2499, version: 2 })
      .andHolds(accountKey('m1', 'available'), { balanceMinor: 2450, version: 2 })
      .andHolds(accountKey('m1', 'fees'), { balanceMinor: 49, version: 2 });
  });

  test('enters each side in the ledger under the command and the number of its audit record', () => {
    const side = { merchantId: 'm1', seq: 4, txId: 'o', at: NOW };
    given(...shop)
      .when(placeOrder('o', [tea(2)]))
      .andPosts(
        { ...side, account: 'clearing', amountMinor: -500 },
        { ...side, account: 'available', amountMinor: 490 },
        { ...side, account: 'fees', amountMinor: 10 },
      );
  });

  test('makes one line of a sku that is named twice', () => {
    given(...shop)
      .when(placeOrder('o', [tea(2), mug(1), tea(3)]))
      .thenReplies({ orderId: 'm1.o', totalMinor: 3249, currency: 'EUR', status: 'placed', version: 1 })
      .andHolds(productKey('m1', 'tea'), { stock: 5, version: 2 })
      .andHolds(orderKey('m1.o'), {
        lines: [
          { sku: 'tea', quantity: 5, priceMinor: 250, taxMinor: 208 },
          { sku: 'mug', quantity: 1, priceMinor: 1999, taxMinor: 0 },
        ],
      });
  });

  test('refuses a sku that is named twice for more than is left in sum', () => {
    given(...shop)
      .when(placeOrder('o', [tea(6), tea(5)]))
      .thenRefuses('out_of_stock', { merchantId: 'm1', sku: 'tea', left: 10 });
  });

  test('sells the last unit to the first of two buyers', () => {
    given(...shop)
      .when(placeOrder('first', [mug(1)]))
      .thenReplies({ orderId: 'm1.first', totalMinor: 1999, currency: 'EUR', status: 'placed', version: 1 });
  });

  test('refuses the second of two buyers of the last unit', () => {
    given(...shop, placeOrder('first', [mug(1)]))
      .when(placeOrder('second', [mug(1)], { customerId: 'bob' }))
      .thenRefuses('out_of_stock', { merchantId: 'm1', sku: 'mug', left: 0 });
  });

  test('sells nothing of an order that asks for one unit too many of one product', () => {
    given(...shop)
      .when(placeOrder('o', [tea(1), mug(2)]))
      .thenRefuses('out_of_stock', { merchantId: 'm1', sku: 'mug', left: 1 });
  });

  test('sells what costs nothing without posting anything', () => {
    given(...shop, addProduct('m1', 'leaflet', { priceMinor: 0 }))
      .when(placeOrder('o', [{ sku: 'leaflet', quantity: 1 }]))
      .thenReplies({ orderId: 'm1.o', totalMinor: 0, currency: 'EUR', status: 'placed', version: 1 })
      .andPosts()
      .andHolds(accountKey('m1', 'clearing'), { balanceMinor: 0, version: 1 });
  });

  test('takes no fee of a total below 50', () => {
    given(...shop, addProduct('m1', 'straw', { priceMinor: 49 }))
      .when(placeOrder('o', [{ sku: 'straw', quantity: 1 }]))
      .thenReplies({ orderId: 'm1.o', totalMinor: 49, currency: 'EUR', status: 'placed', version: 1 })
      .andHolds(accountKey('m1', 'available'), { balanceMinor: 49, version: 2 })
      .andHolds(accountKey('m1', 'fees'), { balanceMinor: 0, version: 1 });
  });

  test('refuses a total that is no exact amount any more', () => {
    given(...shop, addProduct('m1', 'palace', { priceMinor: Number.MAX_SAFE_INTEGER, stock: 2 }))
      .when(placeOrder('o', [{ sku: 'palace', quantity: 2 }]))
      .thenRefuses('amount_too_large', { merchantId: 'm1' });
  });

  test('refuses an order after which a balance is no exact amount any more', () => {
    const palace = { sku: 'palace', quantity: 1 };
    given(...shop, addProduct('m1', 'palace', { priceMinor: Number.MAX_SAFE_INTEGER, stock: 2 }), placeOrder('o', [palace]))
      .when(placeOrder('second', [tea(1)]))
      .thenRefuses('amount_too_large', { merchantId: 'm1' });
  });

  test('refuses a product that the merchant does not list', () => {
    given(...shop)
      .when(placeOrder('o', [tea(1), { sku: 'cup', quantity: 1 }]))
      .thenRefuses('unknown_product', { merchantId: 'm1', sku: 'cup' });
  });

  test('refuses a customer whom the market does not know', () => {
    given(...shop)
      .when(placeOrder('o', [tea(1)], { customerId: 'eve' }))
      .thenRefuses('unknown_customer', { customerId: 'eve' });
  });

  test('refuses a merchant that is not there', () => {
    given(...shop)
      .when(placeOrder('o', [tea(1)], { merchantId: 'm9' }))
      .thenRefuses('unknown_merchant', { merchantId: 'm9' });
  });
});
