import { describe, expect, test } from 'vitest';
import { merchantsOf } from '../src/commands.ts';
import { addProduct, cancelOrder, placeBasket, registerMerchant, shipOrder, transferFunds } from './market.ts';

describe('merchantsOf', () => {
  test('names the merchant that a registration founds', () => {
    expect(merchantsOf(registerMerchant('0123456789abcdef0123456789'))).toEqual(['m0123456789abcdef0123']);
  });

  test('names the merchant of a command', () => {
    expect(merchantsOf(addProduct('m7', 'tea'))).toEqual(['m7']);
  });

  test('reads the merchant of an order from its id', () => {
    expect(merchantsOf(cancelOrder('m7.a.b'))).toEqual(['m7']);
    expect(merchantsOf(shipOrder('m7.a'))).toEqual(['m7']);
    expect(merchantsOf(shipOrder('nonsense'))).toEqual(['']);
  });

  test('names each merchant of a basket once, the lowest first', () => {
    const lines = ['m3', 'm10', 'mB', 'm3', 'ma', 'm1'].map((merchantId) => [merchantId, 'tea', 1] as const);
    expect(merchantsOf(placeBasket('b', lines))).toEqual(['m1', 'm10', 'm3', 'mB', 'ma']);
  });

  test('names the two merchants of a transfer, the lowest first, whichever way it goes', () => {
    expect(merchantsOf(transferFunds('m2', 'm1', 1))).toEqual(['m1', 'm2']);
    expect(merchantsOf(transferFunds('m1', 'm2', 1))).toEqual(['m1', 'm2']);
    expect(merchantsOf(transferFunds('m1', 'm1', 1))).toEqual(['m1']);
  });
});
