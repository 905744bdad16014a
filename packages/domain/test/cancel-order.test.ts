import { describe, test } from 'vitest';
import { accountKey, orderKey, productKey } from '../src/keys.ts';
import {
  addProduct,
  cancelOrder,
  changePrice,
  mug,
  placeBasket,
  placeOrder,
  registerMerchant,
  shipOrder,
  tea,
  transferFunds,
} from './market.ts';
import { given } from './specification.ts';

const shop = [
  registerMerchant('1'),
  addProduct('m1', 'tea', { priceMinor: 250, stock: 10 }),
  addProduct('m1', 'mug', { priceMinor: 1999, stock: 1 }),
];
const ordered = [...shop, placeOrder('kept', [tea(1)], { customerId: 'bob' }), placeOrder('o', [tea(2), mug(1)])];

describe('cancel-order', () => {
  test('returns the units, the money and the fee', () => {
    given(...ordered)
      .when(cancelOrder('m1.o'))
      .thenReplies({ orderId: 'm1.o', status: 'cancelled', version: 2 })
      .andHolds(orderKey('m1.o'), { status: 'cancelled', totalMinor: 2499, version: 2 })
      .andHolds(productKey('m1', 'tea'), { stock: 9, received: 10, version: 4 })
      .andHolds(productKey('m1', 'mug'), { stock: 1, received: 1, version: 3 })
      .andHolds(accountKey('m1', 'clearing'), { balanceMinor: -250 })
      .andHolds(accountKey('m1', 'available'), { balanceMinor: 245 })
      .andHolds(accountKey('m1', 'fees'), { balanceMinor: 5 });
  });

  test('refunds what the order cost, whatever the price is today', () => {
    given(...ordered, changePrice(9000))
      .when(cancelOrder('m1.o'))
      .thenReplies({ orderId: 'm1.o', status: 'cancelled', version: 2 })
      .andHolds(accountKey('m1', 'clearing'), { balanceMinor: -250 });
  });

  test("lets the merchant's staff cancel any customer's order", () => {
    given(...ordered)
      .when(cancelOrder('m1.o', { customerId: null, by: 'staff of m1' }))
      .thenReplies({ orderId: 'm1.o', status: 'cancelled', version: 2 });
  });

  test("cancels one merchant's order of a basket and leaves the others", () => {
    const other = [registerMerchant('2'), addProduct('m2', 'tea')];
    given(
      ...shop,
      ...other,
      placeBasket('b', [
        ['m1', 'tea', 1],
        ['m2', 'tea', 1],
      ]),
    )
      .when(cancelOrder('m2.b'))
      .thenReplies({ orderId: 'm2.b', status: 'cancelled', version: 2 })
      .andHolds(orderKey('m1.b'), { status: 'placed', version: 1 })
      .andHolds(accountKey('m2', 'clearing'), { balanceMinor: 0 });
  });

  test('lets the returned unit be sold again', () => {
    given(...ordered, cancelOrder('m1.o'))
      .when(placeOrder('next', [mug(1)], { customerId: 'bob' }))
      .thenReplies({ orderId: 'm1.next', totalMinor: 1999, currency: 'EUR', status: 'placed', version: 1 });
  });

  test("knows nothing of another customer's order", () => {
    given(...ordered)
      .when(cancelOrder('m1.o', { customerId: 'bob' }))
      .thenRefuses('unknown_order', { orderId: 'm1.o' });
  });

  test('refuses an order that is not there', () => {
    given(...ordered)
      .when(cancelOrder('m1.never'))
      .thenRefuses('unknown_order', { orderId: 'm1.never' });
  });

  test('refuses an order of a merchant that is not there', () => {
    given(...ordered)
      .when(cancelOrder('m9.o'))
      .thenRefuses('unknown_order', { orderId: 'm9.o' });
  });

  test('refuses an order id that names no merchant', () => {
    given(...ordered)
      .when(cancelOrder('nonsense'))
      .thenRefuses('unknown_order', { orderId: 'nonsense' });
  });

  test('refuses an order that was shipped', () => {
    given(...ordered, shipOrder('m1.o'))
      .when(cancelOrder('m1.o'))
      .thenRefuses('order_not_open', { orderId: 'm1.o', status: 'shipped' });
  });

  test('refuses a second cancellation', () => {
    given(...ordered, cancelOrder('m1.o'))
      .when(cancelOrder('m1.o', { commandId: 'again' }))
      .thenRefuses('order_not_open', { orderId: 'm1.o', status: 'cancelled' });
  });

  test('refuses a version that the order does not have', () => {
    given(...ordered)
      .when(cancelOrder('m1.o', { expectedVersion: 2 }))
      .thenRefuses('version_mismatch', { expected: 2, found: 1 });
  });

  test('takes the version that the client expects', () => {
    given(...ordered)
      .when(cancelOrder('m1.o', { expectedVersion: 1 }))
      .thenReplies({ orderId: 'm1.o', status: 'cancelled', version: 2 });
  });

  test('refuses a refund of money that the merchant has moved away', () => {
    given(...ordered, registerMerchant('2'), transferFunds('m1', 'm2', 1000))
      .when(cancelOrder('m1.o'))
      .thenRefuses('insufficient_funds', { merchantId: 'm1' });
  });
});
