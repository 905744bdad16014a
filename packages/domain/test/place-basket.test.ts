import { describe, test } from 'vitest';
import { accountKey, headKey, orderKey, productKey } from '../src/keys.ts';
import { addProduct, changePrice, placeBasket, placeOrder, registerMerchant, restock, tea } from './market.ts';
import { crashed, given } from './specification.ts';

const shop = [
  registerMerchant('1'),
  registerMerchant('2'),
  registerMerchant('3'),
  addProduct('m1', 'tea', { priceMinor: 250, stock: 5 }),
  addProduct('m2', 'tea', { priceMinor: 300, stock: 5 }),
  addProduct('m3', 'mug', { priceMinor: 1999, stock: 1 }),
];
const basket = placeBasket('b', [
  ['m3', 'mug', 1],
  ['m1', 'tea', 2],
  ['m2', 'tea', 1],
]);
const bought = {
  basketId: 'b',
  totalMinor: 2799,
  currency: 'EUR',
  orders: [
    { merchantId: 'm1', orderId: 'm1.b', totalMinor: 500, currency: 'EUR' },
    { merchantId: 'm2', orderId: 'm2.b', totalMinor: 300, currency: 'EUR' },
    { merchantId: 'm3', orderId: 'm3.b', totalMinor: 1999, currency: 'EUR' },
  ],
};

describe('place-basket', () => {
  test('places one order at each merchant, and the lowest merchant is written last', () => {
    given(...shop)
      .when(basket)
      .thenReplies(bought)
      .andWritesAt('m3', 'm2', 'm1')
      .andHolds(orderKey('m1.b'), { basketId: 'b', totalMinor: 500 })
      .andHolds(orderKey('m2.b'), { basketId: 'b', totalMinor: 300 })
      .andHolds(orderKey('m3.b'), { basketId: 'b', totalMinor: 1999 })
      .andHolds(productKey('m3', 'mug'), { stock: 0 })
      .andHolds(accountKey('m2', 'available'), { balanceMinor: 294 });
  });

  test('makes one line of a sku that is named twice, merchant by merchant', () => {
    given(...shop)
      .when(
        placeBasket('b', [
          ['m1', 'tea', 1],
          ['m2', 'tea', 1],
          ['m1', 'tea', 3],
        ]),
      )
      .thenReplies({
        basketId: 'b',
        totalMinor: 1300,
        currency: 'EUR',
        orders: [
          { merchantId: 'm1', orderId: 'm1.b', totalMinor: 1000, currency: 'EUR' },
          { merchantId: 'm2', orderId: 'm2.b', totalMinor: 300, currency: 'EUR' },
        ],
      })
      .andHolds(orderKey('m1.b'), { lines: [{ sku: 'tea', quantity: 4, priceMinor: 250, taxMinor: 167 }] });
  });

  test('is an order like any other where all lines are of one merchant', () => {
    given(...shop)
      .when(placeBasket('b', [['m1', 'tea', 1]]))
      .thenReplies({
        basketId: 'b',
        totalMinor: 250,
        currency: 'EUR',
        orders: [{ merchantId: 'm1', orderId: 'm1.b', totalMinor: 250, currency: 'EUR' }],
      })
      .andWritesAt('m1');
  });

  test('buys nothing anywhere where one merchant has too little', () => {
    given(...shop, placeOrder('before', [{ sku: 'mug', quantity: 1 }], { merchantId: 'm3', customerId: 'bob' }))
      .when(basket)
      .thenRefuses('out_of_stock', { merchantId: 'm3', sku: 'mug', left: 0 });
  });

  test('buys nothing anywhere where one merchant does not list the product', () => {
    given(...shop)
      .when(
        placeBasket('b', [
          ['m1', 'tea', 1],
          ['m2', 'mug', 1],
        ]),
      )
      .thenRefuses('unknown_product', { merchantId: 'm2', sku: 'mug' });
  });

  test('refuses a merchant that is not there', () => {
    given(...shop)
      .when(
        placeBasket('b', [
          ['m1', 'tea', 1],
          ['m9', 'tea', 1],
        ]),
      )
      .thenRefuses('unknown_merchant', { merchantId: 'm9' });
  });

  test('refuses a customer whom the market does not know', () => {
    given(...shop)
      .when({ ...basket, customerId: 'eve' })
      .thenRefuses('unknown_customer', { customerId: 'eve' });
  });

  test('refuses a basket in two currencies', () => {
    given(...shop, registerMerchant('4', { currency: 'CHF' }), addProduct('m4', 'tea'))
      .when(
        placeBasket('b', [
          ['m1', 'tea', 1],
          ['m4', 'tea', 1],
        ]),
      )
      .thenRefuses('currency_mismatch', { merchantId: 'm4', currency: 'CHF', expected: 'EUR' });
  });

  test('refuses a total that is no exact amount any more, though each order of it is', () => {
    const palace = { priceMinor: Number.MAX_SAFE_INTEGER - 1, stock: 1 };
    given(...shop, addProduct('m1', 'palace', palace), addProduct('m2', 'palace', palace))
      .when(
        placeBasket('b', [
          ['m1', 'palace', 1],
          ['m2', 'palace', 1],
        ]),
      )
      .thenRefuses('amount_too_large');
  });
});

describe('place-basket after a crash between two partitions', () => {
  test('completes the merchants that are missing and replies as it would have', () => {
    given(...shop, crashed(basket, { partitions: 1 }))
      .when(basket)
      .thenReplies(bought)
      .andWritesAt('m2', 'm1')
      .andHolds(productKey('m3', 'mug'), { stock: 0, version: 2 })
      .andHolds(headKey('m3'), { auditSeq: 3 })
      .andHolds(orderKey('m1.b'), { status: 'placed' });
  });

  test('completes the lowest merchant where it is the only one missing', () => {
    given(...shop, crashed(basket, { partitions: 2 }))
      .when(basket)
      .thenReplies(bought)
      .andWritesAt('m1');
  });

  test('completes through a second crash', () => {
    given(...shop, crashed(basket, { partitions: 1 }), crashed(basket, { partitions: 1 }))
      .when(basket)
      .thenReplies(bought)
      .andWritesAt('m1');
  });

  test('names the orders that stand as they were placed, and the others at the price of today', () => {
    given(...shop, crashed(basket, { partitions: 1 }), changePrice(9000, { merchantId: 'm3', sku: 'mug' }), changePrice(100))
      .when(basket)
      .thenReplies({
        ...bought,
        totalMinor: 2499,
        orders: [{ merchantId: 'm1', orderId: 'm1.b', totalMinor: 200, currency: 'EUR' }, ...bought.orders.slice(1)],
      });
  });

  test('does not ask for stock where its order stands', () => {
    given(...shop, crashed(basket, { partitions: 1 }), restock(1, { merchantId: 'm1' }))
      .when(basket)
      .thenReplies(bought);
  });

  test('refuses the rest where a missing merchant has sold out meanwhile', () => {
    given(...shop, crashed(basket, { partitions: 2 }), placeOrder('other', [tea(5)], { customerId: 'bob' }))
      .when(basket)
      .thenRefuses('out_of_stock', { merchantId: 'm1', sku: 'tea', left: 0 });
  });

  test('refuses another request under the key of one that is half done', () => {
    given(...shop, crashed(basket, { partitions: 1 }))
      .when({ ...basket, fingerprint: 'another request' })
      .thenRefuses('idempotency_key_reused');
  });
});
