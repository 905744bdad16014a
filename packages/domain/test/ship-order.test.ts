import { describe, test } from 'vitest';
import { accountKey, orderKey, productKey } from '../src/keys.ts';
import { addProduct, cancelOrder, placeOrder, registerMerchant, shipOrder, tea } from './market.ts';
import { given } from './specification.ts';

const ordered = [registerMerchant('1'), addProduct('m1', 'tea', { stock: 10 }), placeOrder('o', [tea(2)])];

describe('ship-order', () => {
  test('sends the order off and leaves stock and money as they are', () => {
    given(...ordered)
      .when(shipOrder('m1.o'))
      .thenReplies({ orderId: 'm1.o', status: 'shipped', version: 2 })
      .andHolds(orderKey('m1.o'), { status: 'shipped', customerId: 'ann', version: 2 })
      .andHolds(productKey('m1', 'tea'), { stock: 8, version: 2 })
      .andHolds(accountKey('m1', 'clearing'), { balanceMinor: -500, version: 2 });
  });

  test('refuses an order that was shipped already', () => {
    given(...ordered, shipOrder('m1.o'))
      .when(shipOrder('m1.o', { commandId: 'again' }))
      .thenRefuses('order_not_open', { orderId: 'm1.o', status: 'shipped' });
  });

  test('refuses an order that was cancelled', () => {
    given(...ordered, cancelOrder('m1.o'))
      .when(shipOrder('m1.o'))
      .thenRefuses('order_not_open', { orderId: 'm1.o', status: 'cancelled' });
  });

  test('refuses a version that the order does not have', () => {
    given(...ordered)
      .when(shipOrder('m1.o', { expectedVersion: 7 }))
      .thenRefuses('version_mismatch', { expected: 7, found: 1 });
  });

  test('refuses an order that is not there', () => {
    given(...ordered)
      .when(shipOrder('m1.never'))
      .thenRefuses('unknown_order', { orderId: 'm1.never' });
  });

  test('refuses an order of a merchant that is not there', () => {
    given(...ordered)
      .when(shipOrder('m9.o'))
      .thenRefuses('unknown_order', { orderId: 'm9.o' });
  });
});
